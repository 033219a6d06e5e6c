#include "tools/load/connection.hpp"

#include "tools/load/http_response.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace fleetwire::load {

namespace {

constexpr std::string_view expected_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

} // namespace

void connection::open() {
  in_.clear();
  out_.clear();
  message_.clear();
  blocked_ = true;
  opened_at_ = now();
  fd_ = dial(context_.target, index_);
  state_ = state::dialing;
  if (fd_ < 0)
    fail(failure::refused);
  else
    context_.events.add(fd_, this);
}

void connection::close() {
  if (fd_ >= 0)
    ::close(fd_);
  fd_ = -1;
  state_ = state::closed;
}

void connection::fail(failure why) {
  if (state_ != state::ready && why == failure::lost)
    why = failure::refused;
  close();
  context_.listener.on_failed(*this, why);
}

void connection::on_io(std::uint32_t events) {
  if (state_ == state::closed)
    return;
  if ((events & EPOLLOUT) != 0) {
    blocked_ = false;
    if (state_ == state::dialing && (events & (EPOLLERR | EPOLLHUP)) == 0)
      after_dial();
    else if (!out_.empty())
      mark_unsent();
  }
  bool hung_up = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  if ((events & EPOLLIN) != 0 || hung_up)
    read(hung_up);
}

void connection::after_dial() {
  if (context_.target.polling) {
    state_ = state::polling_open;
    send_raw(context_.target.polling_request("GET", {}, {}));
  } else {
    state_ = state::upgrading;
    send_raw(context_.target.upgrade_request);
  }
}

void connection::read(bool hung_up) {
  auto& scratch = context_.scratch;
  while (state_ != state::closed) {
    auto count = ::recv(fd_, scratch.data(), scratch.size(), 0);
    if (count > 0) {
      context_.read_at = now();
      context_.bytes_in += static_cast<std::uint64_t>(count);
      consume({scratch.data(), static_cast<std::size_t>(count)});
      // A short read of a stream has emptied it; only a hang-up may still be behind it.
      if (!hung_up && static_cast<std::size_t>(count) < scratch.size())
        return;
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else {
      if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
        fail(failure::lost);
      return;
    }
  }
}

void connection::consume(std::string_view bytes) {
  if (in_.empty()) {
    auto used = process(bytes);
    if (state_ != state::closed)
      in_.assign(bytes.substr(used));
    return;
  }
  in_.append(bytes);
  auto whole = std::move(in_);
  auto used = process(whole);
  in_.clear();
  if (state_ != state::closed && used < whole.size())
    in_.assign(whole, used);
}

std::size_t connection::process(std::string_view bytes) {
  std::size_t used = 0;
  while (state_ != state::closed && used < bytes.size()) {
    auto rest = bytes.substr(used);
    std::size_t step = 0;
    if (state_ == state::upgrading)
      step = on_upgrade_answer(rest);
    else if (state_ >= state::polling_open || context_.target.polling)
      step = on_polling_answer(rest);
    else
      step = on_frames(rest);
    if (step == 0)
      break;
    used += step;
  }
  return used;
}

std::size_t connection::on_upgrade_answer(std::string_view bytes) {
  http_response answer;
  auto result = parse_response(bytes, answer);
  if (result == http_result::need_more)
    return 0;
  if (result == http_result::invalid || answer.status != 101
      || header_value(answer.head, "sec-websocket-accept") != expected_accept) {
    fail(failure::refused);
    return 0;
  }
  state_ = state::opening;
  return answer.size;
}

std::size_t connection::on_frames(std::string_view bytes) {
  std::size_t used = 0;
  server_frame frame;
  while (state_ != state::closed) {
    auto result = parse_server_frame(bytes.substr(used), frame);
    if (result == frame_result::need_more)
      break;
    if (result == frame_result::invalid) {
      fail(failure::lost);
      break;
    }
    used += frame.size;
    on_frame(frame);
  }
  return used;
}

void connection::on_frame(const server_frame& frame) {
  switch (frame.op) {
    case opcode::text:
    case opcode::continuation:
      if (frame.final && message_.empty()) {
        on_engine_packet(frame.payload);
        return;
      }
      message_.append(frame.payload);
      if (frame.final)
        on_engine_packet(std::exchange(message_, {}));
      return;
    case opcode::ping:
      send_frame(opcode::pong, {frame.payload});
      return;
    case opcode::close:
      fail(failure::lost);
      return;
    default:
      return; // binary attachments and pongs are not looked at
  }
}

void connection::on_engine_packet(std::string_view packet) {
  if (packet.empty())
    return;
  switch (packet.front()) {
    case '0':
      if (state_ == state::opening) {
        state_ = state::joining;
        send_frame(opcode::text, {context_.target.connect_packet});
      }
      return;
    case '1':
      fail(failure::lost);
      return;
    case '2':
      ++context_.heartbeats;
      send_frame(opcode::text, {"3"});
      return;
    case '4':
      on_socket_packet(packet.substr(1));
      return;
    default:
      return;
  }
}

void connection::on_socket_packet(std::string_view packet) {
  const auto& name_space = context_.target.name_space;
  if (packet.empty() || !packet.substr(1).starts_with(name_space))
    return;
  auto body = packet.substr(1 + name_space.size());
  if (packet.front() == '0' && !ready()) {
    state_ = state::ready;
    context_.listener.on_ready(*this);
  } else if (packet.front() == '1' || packet.front() == '4') {
    if (packet.front() == '4')
      context_.listener.on_refused(*this, body);
    fail(failure::lost);
  } else if (ready()) {
    context_.listener.on_packet(*this, packet.front(), body);
  }
}

void connection::send(char type, std::initializer_list<std::string_view> pieces) {
  // An Engine.IO message is '4', then the packet; the pieces are few and small, joining them is
  // cheap.
  char head[] = {'4', type};
  auto& name_space = context_.target.name_space;
  auto piece = pieces.begin();
  auto at = [&](std::size_t i) { return i < pieces.size() ? piece[i] : std::string_view{}; };
  send_frame(opcode::text, {{head, 2}, name_space, at(0), at(1), at(2), at(3), at(4), at(5)});
}

void connection::send_frame(opcode op, std::initializer_list<std::string_view> pieces) {
  // Any mask but zero makes the server do its work; it need not be a secret here.
  append_client_frame(out_, op, pieces, 0x9e3779b9u + index_);
  mark_unsent();
}

void connection::send_raw(std::string_view bytes) {
  out_.append(bytes);
  mark_unsent();
}

void connection::mark_unsent() {
  if (marked_)
    return;
  marked_ = true;
  context_.unsent.push_back(this);
}

void connection::flush() {
  marked_ = false;
  if (state_ == state::closed || blocked_ || out_.empty())
    return;
  auto count = ::send(fd_, out_.data(), out_.size(), MSG_NOSIGNAL);
  if (count < 0) {
    blocked_ = errno == EAGAIN || errno == EWOULDBLOCK;
    if (!blocked_ && errno != EINTR)
      fail(failure::lost);
    return;
  }
  context_.bytes_out += static_cast<std::uint64_t>(count);
  blocked_ = static_cast<std::size_t>(count) < out_.size();
  out_.erase(0, static_cast<std::size_t>(count));
}

} // namespace fleetwire::load
