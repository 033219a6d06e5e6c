#include "tools/load/pacer.hpp"
#include "tools/load/scenario.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace fleetwire::load {

namespace {

constexpr nanos drain_limit = 10 * nanos_per_second;
constexpr std::string_view room = "hall";
constexpr std::string_view fan_event = "[\"fan\",";
constexpr std::size_t open_loop_window = 65536;

/// Scenario `fanout`: everybody is in one room; an event counts as through when the slowest member
/// has it.
class fanout : public scenario {
public:
  explicit fanout(const options& o)
    : scenario(o),
      window_(o.rate > 0 ? open_loop_window : o.window),
      ring_(std::bit_ceil(window_) * 4),
      payload_(make_payload(o.size)) {}

  bool run(report& out) override;

private:
  struct event {
    nanos intended = 0;
    std::size_t missing = 0; // members that do not have it yet
  };

  void on_traffic(connection& source, char type, std::string_view body) override;
  void send(nanos intended);
  void fill_window(nanos at);
  nanos send_due();
  void add_figures(report& out, const stretch& measured) const;

  bool room_for_one() const {
    return sent_ - through_ < window_ && ring_[slot(sent_)].missing == 0;
  }
  std::size_t slot(std::uint64_t sequence) const { return sequence & (ring_.size() - 1); }

  std::size_t window_;
  std::vector<event> ring_;
  std::string payload_;
  std::optional<pacer> pacer_;
  bool stopping_ = false;
  bool measuring_ = false;
  std::uint64_t sent_ = 0;
  std::uint64_t through_ = 0;
  std::uint64_t deliveries_ = 0; // these two in the measured window
  std::uint64_t events_ = 0;
  std::uint64_t strays_ = 0; // deliveries of an event that was through, or twice
  histogram delivery_;
  histogram slowest_;
};

void fanout::send(nanos intended) {
  ring_[slot(sent_)] = {intended, crowd_.size()};
  set_sequence(payload_, sent_);
  auto& sender = crowd_[sent_ % options_.senders];
  ++sent_;
  if (sender.ready())
    sender.send('2', {"[\"fan\",\"", room, "\",", payload_, "]"});
}

void fanout::on_traffic(connection&, char, std::string_view body) {
  auto sequence = sequence_after(body, fan_event);
  if (!sequence)
    return;
  auto& one = ring_[slot(*sequence)];
  if (one.missing == 0) {
    ++strays_;
    return;
  }
  auto took = crowd_.context.read_at - one.intended;
  if (measuring_) {
    ++deliveries_;
    delivery_.record(took);
  }
  if (--one.missing > 0)
    return;
  ++through_;
  if (measuring_) {
    ++events_;
    slowest_.record(took);
  }
  if (!pacer_ && !stopping_)
    fill_window(crowd_.context.read_at);
}

// Events of several senders get through in any order: an old one may still hold its slot.
void fanout::fill_window(nanos at) {
  while (room_for_one())
    send(at);
}

nanos fanout::send_due() {
  auto at = now();
  if (!pacer_ || stopping_)
    return at + nanos_per_second;
  while (pacer_->due(at)) {
    if (!room_for_one())
      return at + nanos_per_second / 1000;
    send(pacer_->take());
  }
  return pacer_->next();
}

bool fanout::run(report& out) {
  if (!open_all() || !join_rooms([](std::size_t) { return room_names{std::string{room}}; })) {
    add_connections(out);
    return false;
  }
  if (options_.rate > 0)
    pacer_.emplace(options_.rate, now());
  else
    fill_window(now());
  auto step = [this] { return send_due(); };
  auto broken = [this] { return crowd_.counts.lost > 0; };
  turn_until(now() + from_seconds(options_.warmup), "warming up", step, broken);
  stretch measured{options_.server_pid};
  measuring_ = true;
  turn_until(measured.from() + from_seconds(options_.duration), "measuring", step, broken);
  measured.end();
  measuring_ = false;
  stopping_ = true;
  turn_until(now() + drain_limit, "draining", step, [&] { return through_ == sent_ || broken(); });
  add_figures(out, measured);
  return add_connections(out) && through_ == sent_ && strays_ == 0;
}

void fanout::add_figures(report& out, const stretch& measured) const {
  measured.add_to(out, "deliveries", "deliveries", static_cast<double>(deliveries_));
  out.add("events", "events through", static_cast<double>(events_));
  out.add_latency("delivery", "delivery", delivery_);
  out.add_latency("slowest", "slowest member", slowest_);
  out.add("incomplete", "events not through", static_cast<double>(sent_ - through_));
  out.add("strays", "deliveries too many", static_cast<double>(strays_));
}

} // namespace

std::unique_ptr<scenario> make_fanout(const options& o) {
  return std::make_unique<fanout>(o);
}

} // namespace fleetwire::load
