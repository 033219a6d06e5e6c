#include "net/transport/detail/socket_core.hpp"

#include "net/transport/detail/loop_impl.hpp"

#include <boost/asio/post.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

namespace fleetwire::transport {

namespace {

// Full scratch buffers read in a row before others get their turn.
constexpr int reads_per_turn = 4;
// How long a peer may take to read what was sent before the goodbye.
constexpr std::chrono::seconds linger_time{2};
// Kept for a peer that does not read: the rest of one record or head. More comes only from a TLS
// client that asks for protocol messages and does not read them.
constexpr std::size_t max_out = 256u << 10;

// Handlers own the core, so that it may be given up from inside its own events.
struct more_to_read {
  socket_core::pointer core;
  void operator()() const { core->go_on_reading(); }
};

struct more_to_write {
  socket_core::pointer core;
  void operator()() const { core->go_on_writing(); }
};

struct leftover {
  socket_core::pointer core;
  void operator()() const { core->deliver_leftover(); }
};

struct failure {
  socket_core::pointer core;
  void operator()() const { core->kill(); }
};

} // namespace

socket_parts::socket_parts(socket_parts&& other) noexcept
  : fd(std::exchange(other.fd, -1)),
    place(std::move(other.place)),
    tls(std::move(other.tls)),
    out(std::move(other.out)),
    in(std::move(other.in)) {}

socket_parts::~socket_parts() {
  if (fd >= 0) {
    ::close(fd);
  }
}

socket_core::socket_core(worker_state& worker, socket_parts parts)
  : worker_(worker),
    fd_(std::exchange(parts.fd, -1)),
    place_(std::move(parts.place)),
    tls_(std::move(parts.tls)),
    out_(std::move(parts.out)),
    in_(std::move(parts.in)) {
  if (!ready().add(fd_, *this)) {
    broken_ = true; // the kernel will not watch it; attach() reports it
  }
  link_before(worker.streams);
}

socket_core::~socket_core() {
  if (is_open()) {
    ::close(fd_);
  }
}

readiness& socket_core::ready() noexcept {
  return worker_.loop->internals().ready;
}

template <class Handler>
void socket_core::later(Handler what) {
  boost::asio::post(worker_.loop->internals().context, std::move(what));
}

void socket_core::attach(stream_events& events) {
  events_ = &events;
  paused_ = false;
  if (broken_) {
    end_later();
    return;
  }
  if (out_) {
    arm_write();
  }
  resume();
}

void socket_core::detach() noexcept {
  events_ = nullptr;
}

void socket_core::pause() noexcept {
  paused_ = true;
}

void socket_core::resume() {
  paused_ = false;
  if (in_ && is_open()) {
    later(leftover{this});
  } else {
    arm_read();
  }
}

void socket_core::give_back(std::string bytes) {
  if (!bytes.empty()) {
    in_ = std::make_unique<std::string>(std::move(bytes));
  }
}

/// An edge that comes later calls by itself; one that was here is taken up again.
void socket_core::arm_read() {
  if (readable_ && wants_input() && !std::exchange(reading_, true)) {
    later(more_to_read{this});
  }
}

void socket_core::arm_write() {
  if (is_open() && !std::exchange(writing_, true) && writable_) {
    later(more_to_write{this});
  }
}

void socket_core::on_ready(edge what) {
  worker_.loop->internals().note_handler();
  if (what.room) {
    writable_ = true;
  }
  if (what.input) {
    readable_ = true;
    ended_ = ended_ || what.end;
    read();
  }
  if (writable_ && writing_ && is_open()) {
    on_writable();
  }
}

void socket_core::go_on_reading() {
  worker_.loop->internals().note_handler();
  reading_ = false;
  read();
}

void socket_core::go_on_writing() {
  worker_.loop->internals().note_handler();
  if (writing_ && is_open()) {
    on_writable();
  }
}

void socket_core::read() {
  if (in_) {
    deliver_leftover();
  }
  for (int i = 0; i < reads_per_turn && readable_ && wants_input(); ++i) {
    read_once();
  }
  arm_read();
}

void socket_core::read_once() {
  const auto buffer = worker_.loop->internals().scratch();
  const auto count = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count > 0) {
    const auto size = static_cast<std::size_t>(count);
    worker_.counters.bytes_in.add(size);
    // Less than there was room for: that was all, and what comes next is an edge.
    readable_ = ended_ || size == buffer.size();
    if (!closing_) {
      deliver(buffer.first(size));
    }
  } else if (count == 0) {
    on_eof();
  } else if (errno == EAGAIN) {
    readable_ = ended_ = false;
  } else if (errno != EINTR) {
    kill();
  }
}

void socket_core::on_eof() {
  eof_ = true;
  if (closing_) {
    if (!out_) {
      abort();
    }
  } else if (events_ != nullptr) {
    events_->on_end(end_reason::peer_closed);
  }
}

void socket_core::deliver_leftover() {
  worker_.loop->internals().note_handler();
  if (!is_open() || !listening() || !in_) {
    return;
  }
  auto bytes = std::move(in_);
  events_->on_bytes({bytes->data(), bytes->size()});
  arm_read();
}

std::size_t socket_core::send_now(std::string_view bytes) {
  while (!bytes.empty() && is_open() && !broken_) {
    const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) {
      const auto size = static_cast<std::size_t>(count);
      worker_.counters.bytes_out.add(size);
      writable_ = size == bytes.size(); // else it is full, and tells when it is not
      return size;
    }
    if (errno == EAGAIN) {
      writable_ = false;
      return 0;
    }
    if (errno != EINTR) {
      end_later();
    }
  }
  return 0;
}

bool socket_core::stage(std::string_view bytes) {
  if (tls_ || out_ || bytes.size() > send_batch::max_size) {
    return false;
  }
  auto& batch = worker_.loop->internals().sends;
  if (batch.empty() && !worker_.host.at_end_of_turn([&batch] { batch.submit(); })) {
    return false;
  }
  staged_ = true;
  batch.stage(*this, bytes);
  return true;
}

void socket_core::settle() {
  if (staged_) {
    worker_.loop->internals().sends.submit();
  }
}

void socket_core::on_sent(std::string_view bytes, int result, bool together) {
  staged_ = false;
  if (result > 0) {
    worker_.counters.bytes_out.add(static_cast<std::size_t>(result));
    bytes.remove_prefix(static_cast<std::size_t>(result));
  }
  if (together) {
    worker_.counters.sends_together.add();
  }
  if (!bytes.empty()) {
    queue_raw(bytes); // asks again, and so learns of errors
  }
}

std::size_t socket_core::write(std::string_view bytes) {
  if (bytes.empty()) {
    return 0;
  }
  settle();
  if (!is_open() || broken_ || closing_) {
    return 0;
  }
  if (stage(bytes)) {
    return bytes.size();
  }
  std::size_t taken = 0;
  if (!out_) {
    taken = tls_ ? write_tls(bytes) : send_now(bytes);
  }
  if (taken < bytes.size() && !broken_) {
    wants_write_ = true;
    arm_write();
  }
  return taken;
}

void socket_core::queue_raw(std::string_view bytes) {
  settle();
  if (!out_) {
    bytes.remove_prefix(send_now(bytes));
  }
  if (bytes.empty() || broken_ || !is_open()) {
    return;
  }
  if (!out_) {
    out_ = std::make_unique<std::string>();
  }
  out_->append(bytes);
  if (out_->size() > max_out) {
    end_later();
    return;
  }
  arm_write();
}

void socket_core::on_writable() {
  writing_ = false;
  if (out_) {
    out_->erase(0, send_now(*out_));
    if (!out_->empty() && !broken_) {
      arm_write();
      return;
    }
    out_.reset();
  }
  if (closing_) {
    say_goodbye();
  } else if (events_ != nullptr && !broken_ && std::exchange(wants_write_, false)) {
    events_->on_writable();
  }
}

void socket_core::close() {
  settle();
  if (!is_open() || closing_) {
    return;
  }
  events_ = nullptr;
  closing_ = true;
  in_.reset();
  if (tls_) {
    std::string out;
    tls_->shutdown(out);
    queue_raw(out);
  }
  if (broken_ || (eof_ && !out_)) {
    abort();
    return;
  }
  // The loop that watches it keeps this alive as long as the timer is armed.
  linger_timer_ = worker_.host.arm(linger_time, [this] {
    linger_timer_ = 0;
    abort();
  });
  if (!out_) {
    say_goodbye();
  }
}

/// Everything is sent. Unread bytes at close() would make the kernel reset the connection and drop
/// what the peer has not read yet, hence the wait for its FIN.
void socket_core::say_goodbye() {
  if (eof_ || broken_ || ::shutdown(fd_, SHUT_WR) != 0) {
    abort();
    return;
  }
  arm_read();
}

void socket_core::abort() {
  const pointer alive{this};
  settle();
  events_ = nullptr;
  if (linger_timer_ != 0) {
    worker_.host.disarm(std::exchange(linger_timer_, 0));
  }
  if (is_open()) {
    const int fd = std::exchange(fd_, -1);
    ready().remove(fd);
    ::close(fd);
  }
  place_.reset();
  in_.reset();
  out_.reset();
  unlink();
}

void socket_core::kill() {
  auto* events = events_;
  abort();
  if (events != nullptr) {
    events->on_end(end_reason::error);
  }
}

void socket_core::end_later() {
  broken_ = true;
  if (!closing_ && is_open()) {
    later(failure{this});
  }
}

socket_parts socket_core::release() {
  settle();
  socket_parts parts;
  ready().remove(fd_);
  parts.fd = std::exchange(fd_, -1);
  parts.place = std::move(place_);
  parts.tls = std::move(tls_);
  parts.out = std::move(out_);
  parts.in = std::move(in_);
  abort();
  return parts;
}

} // namespace fleetwire::transport
