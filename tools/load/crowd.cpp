#include "tools/load/crowd.hpp"

#include <algorithm>

namespace fleetwire::load {

namespace {

// Dialling is a system call of some 20 us on loopback: between two polls only so many.
constexpr std::size_t dials_per_turn = 64;
// Replies go out at the latest after so many sockets were read, to keep our own delay short.
constexpr std::size_t reads_per_flush = 64;
constexpr nanos timeout_check = nanos_per_second / 10;

} // namespace

crowd::crowd(const options& o, connection_listener& hears)
  : context(target_, *this),
    target_(make_endpoint(o)),
    hears_(hears),
    concurrency_(o.concurrency),
    connect_timeout_(from_seconds(o.connect_timeout)),
    next_(o.connections) {
  for (std::size_t i = 0; i < o.connections; ++i)
    connections_.push_back(std::make_unique<connection>(context, static_cast<std::uint32_t>(i)));
}

void crowd::open_all() {
  next_ = 0;
  handshakes_ = 0;
  handshake_ends_.clear();
}

void crowd::close_all() {
  next_ = connections_.size();
  handshakes_ = 0;
  handshake_ends_.clear();
  for (auto& each : connections_)
    each->close();
}

void crowd::start_some() {
  for (std::size_t i = 0; i < dials_per_turn; ++i) {
    if (next_ == connections_.size() || handshakes_ >= concurrency_)
      return;
    auto& one = *connections_[next_++];
    ++handshakes_;
    ++counts.started;
    one.open();
    handshake_ends_.emplace_back(one.opened_at() + connect_timeout_, &one);
  }
}

void crowd::end_late_handshakes(nanos at) {
  while (!handshake_ends_.empty()) {
    auto [deadline, one] = handshake_ends_.front();
    bool under_way = !one->ready() && !one->closed();
    if (under_way && deadline > at)
      return;
    handshake_ends_.pop_front();
    if (under_way)
      one->time_out();
  }
}

void crowd::turn(nanos wake_at) {
  start_some();
  bool more = next_ < connections_.size() && handshakes_ < concurrency_;
  flush();
  if (!handshake_ends_.empty())
    wake_at = std::min(wake_at, now() + timeout_check);
  std::size_t handled = 0;
  for (const auto& event : context.events.wait(more ? 0 : wake_at)) {
    static_cast<connection*>(event.data.ptr)->on_io(event.events);
    if (++handled % reads_per_flush == 0)
      flush();
  }
  flush();
  end_late_handshakes(now());
}

void crowd::flush() {
  flushing_.swap(context.unsent);
  for (auto* one : flushing_)
    one->flush();
  flushing_.clear();
}

void crowd::on_ready(connection& source) {
  --handshakes_;
  ++counts.ready;
  hears_.on_ready(source);
}

void crowd::on_packet(connection& source, char type, std::string_view body) {
  hears_.on_packet(source, type, body);
}

void crowd::on_failed(connection& source, failure why) {
  if (why == failure::lost) {
    ++counts.lost;
  } else {
    --handshakes_;
    ++(why == failure::refused ? counts.refused : counts.timed_out);
  }
  hears_.on_failed(source, why);
}

} // namespace fleetwire::load
