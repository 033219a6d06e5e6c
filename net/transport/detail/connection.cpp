#include "net/transport/detail/connection.hpp"

#include "net/transport/detail/exchange_slot.hpp"
#include "net/transport/detail/worker_state.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::transport {

namespace {

// What may wait behind a request before reading stops: enough for honest pipelining.
constexpr std::size_t max_waiting = 16u << 10;

} // namespace

connection::connection(worker_state& worker, std::unique_ptr<carrier> stream,
                       const peer_address& address, std::uint16_t port)
  : worker_(worker),
    stream_(std::move(stream)),
    parser_(worker.limits.guard),
    address_(address.text()),
    port_(port) {}

connection::~connection() {
  if (slot_) {
    slot_->end();
  }
}

void connection::start(std::list<connection>::iterator self) {
  self_ = self;
  arm(deadline_kind::head);
  stream_->attach(*this);
}

void connection::drain() {
  if (state_ == state::reading && parser_.state() == http::request_parser::status::idle) {
    end_gracefully();
    settle();
  }
}

void connection::on_bytes(std::span<char> bytes) {
  const std::string_view view(bytes.data(), bytes.size());
  if (state_ == state::reading) {
    consume(view);
  } else {
    hold(view);
  }
  settle();
}

void connection::on_writable() {
  if (state_ == state::writing) {
    flush();
  }
  settle();
}

void connection::on_end(end_reason reason) {
  peer_done_ = true;
  if (reason == end_reason::error || state_ == state::reading) {
    finish();
  } else if (state_ == state::pending) {
    slot_->abort();
  }
  settle();
}

/// Feeds the parser until a request is complete; the rest waits.
void connection::consume(std::string_view bytes) {
  while (!bytes.empty() && state_ == state::reading) {
    bytes.remove_prefix(parser_.put(bytes));
    advance();
  }
  if (state_ != state::done) {
    hold(bytes);
  }
}

void connection::advance() {
  using status = http::request_parser::status;
  switch (parser_.state()) {
    case status::idle:
      break;
    case status::head:
      if (deadline_ != deadline_kind::head) {
        arm(deadline_kind::head);
      }
      break;
    case status::body:
      if (deadline_ != deadline_kind::body) {
        arm(deadline_kind::body);
        ticket_ = worker_.owner.handler.on_body_awaited(worker_.index, *parser_.head());
      }
      if (parser_.wants_continue()) {
        send_continue();
      }
      break;
    case status::done:
      deliver();
      break;
    case status::failed:
      refuse(parser_.error());
      break;
  }
}

void connection::deliver() {
  disarm();
  auto request = parser_.take();
  state_ = state::pending;
  version_ = static_cast<std::uint8_t>(request.version);
  head_request_ = request.method == "HEAD";
  keep_alive_ = request.keep_alive();
  request.remote_address = address_;
  request.remote_port = port_;
  request.secure = worker_.owner.config.tls != nullptr;
  if (const auto& proxies = worker_.owner.config.proxies; !proxies.empty()) {
    auto client = http::client_of(proxies, request);
    request.remote_address = std::move(client.address);
    request.secure = client.secure;
  }
  worker_.counters.http_requests.add();
  if (auto ticket = std::move(ticket_)) {
    ticket->arrived();
  }
  slot_ = std::make_shared<exchange_slot>(*this, worker_);
  worker_.owner.handler.on_request(worker_.index, std::move(request), exchange(slot_));
}

void connection::send_continue() {
  constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  // A socket that refuses 25 bytes belongs to a client that does not read its answers.
  if (stream_->write(line) != line.size()) {
    finish();
  }
}

void connection::refuse(http::violation fault) {
  ticket_.reset();
  const auto kind = std::min(static_cast<std::size_t>(fault), violation_kinds - 1);
  worker_.counters.violations[kind].add();
  send(http::refusal(fault));
}

void connection::hold(std::string_view bytes) {
  waiting_.append(bytes);
  if (waiting_.size() > max_waiting && !paused_) {
    paused_ = true;
    stream_->pause_reading();
  }
}

void connection::answer(http::response response) {
  slot_->end();
  slot_.reset();
  send(std::move(response));
  settle();
}

void connection::send(http::response response) {
  const bool last = parser_.state() == http::request_parser::status::failed
                    || (peer_done_ && waiting_.empty()) || worker_.draining;
  keep_alive_ = keep_alive_ && !response.close && !last;
  response.close = !keep_alive_;
  state_ = state::writing;
  out_ = http::serialise(response, version_, head_request_);
  out_sent_ = 0;
  flush();
}

void connection::flush() {
  out_sent_ += stream_->write(std::string_view(out_).substr(out_sent_));
  if (out_sent_ == out_.size()) {
    sent();
  } else {
    arm(deadline_kind::write);
  }
}

void connection::sent() {
  out_ = {};
  if (!keep_alive_) {
    end_gracefully();
    return;
  }
  state_ = state::reading;
  parser_ = http::request_parser(worker_.limits.guard);
  arm(deadline_kind::keep_alive);
  if (std::exchange(paused_, false)) {
    stream_->resume_reading();
  }
  consume(std::exchange(waiting_, {}));
  if (state_ == state::reading && peer_done_) {
    end_gracefully();
  }
}

void connection::take_stream(std::string head, unsigned home,
                             std::function<void(std::unique_ptr<stream>)> then) {
  if (!peer_done_) {
    worker_.counters.upgrades.add();
    stream_->move_to(home, std::move(head), std::move(waiting_), std::move(then));
  }
  slot_->end();
  slot_.reset();
  finish();
  settle();
}

void connection::shut() {
  disarm();
  if (slot_) {
    slot_->end();
    slot_.reset();
  }
  stream_.reset();
}

void connection::end_gracefully() {
  stream_->close();
  finish();
}

void connection::finish() {
  disarm();
  state_ = state::done;
  stream_.reset();
  if (slot_) {
    slot_->abort();
    slot_->detach();
    slot_.reset();
  }
}

/// Last act of every entry point, since it may destroy the connection.
void connection::settle() {
  if (state_ == state::done) {
    worker_.connections.erase(self_);
  }
}

void connection::arm(deadline_kind kind) {
  disarm();
  const auto& limits = worker_.limits;
  const auto delay = kind == deadline_kind::head         ? limits.header_timeout
                     : kind == deadline_kind::body       ? limits.body_timeout
                     : kind == deadline_kind::keep_alive ? limits.keep_alive_timeout
                                                         : limits.write_timeout;
  deadline_ = kind;
  timer_ = worker_.host.arm(delay, [this, kind] {
    timer_ = 0;
    on_deadline(kind);
  });
}

void connection::disarm() {
  if (timer_ != 0) {
    worker_.host.disarm(std::exchange(timer_, 0));
  }
}

void connection::on_deadline(deadline_kind kind) {
  worker_.counters.timeouts[static_cast<std::size_t>(kind)].add();
  if (kind == deadline_kind::write) {
    finish();
  } else if (parser_.state() == http::request_parser::status::idle) {
    end_gracefully();
  } else {
    ticket_.reset(); // what it promised does not come, however long the answer takes
    http::response response;
    response.status = 408;
    response.close = true;
    send(std::move(response));
  }
  settle();
}

} // namespace fleetwire::transport
