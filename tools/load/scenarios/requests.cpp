#include "tools/load/scenarios/requests.hpp"

#include <charconv>

namespace fleetwire::load {

namespace {

constexpr nanos drain_limit = 10 * nanos_per_second;
constexpr std::size_t room_size = 4;
constexpr std::string_view fan_event = "[\"fan\",";

std::string room_of(std::size_t sender) {
  return "trip-" + std::to_string(sender / room_size);
}

std::string_view digits(std::size_t value, char (&buffer)[20]) {
  auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  return {buffer, static_cast<std::size_t>(end - buffer)};
}

} // namespace

requests::requests(const options& o)
  : scenario(o),
    mixed_(o.scenario == scenario_kind::mixed),
    senders_(o.connections - (mixed_ ? o.watchers : 0)),
    first_sender_(o.connections - senders_),
    payload_(make_payload(o.size)),
    slots_(senders_ * o.window) {}

bool requests::prepare() {
  if (!open_all())
    return false;
  if (!mixed_)
    return true;
  return join_rooms([this](std::size_t i) {
    return room_names{i < first_sender_ ? "fleet" : room_of(i - first_sender_)};
  });
}

requests::kind requests::next_kind() {
  auto turn = taken_++ % 10;
  if (!mixed_ || turn == 5)
    return kind::echo;
  return turn == 0 ? kind::room : kind::position;
}

void requests::send(std::size_t slot_index, nanos intended) {
  auto what = next_kind();
  slots_[slot_index] = {intended, what};
  ++in_flight_;
  auto sender = slot_index / options_.window;
  auto& to = crowd_[first_sender_ + sender];
  if (!to.ready())
    return;
  set_sequence(payload_, slot_index);
  char buffer[20];
  if (what == kind::room)
    to.send('2', {"[\"fan\",\"", room_of(sender), "\",", payload_, "]"});
  else if (what == kind::echo)
    to.send('2', {digits(slot_index, buffer), "[\"echo\",", payload_, "]"});
  else
    to.send('2', {digits(slot_index, buffer), "[\"ping_loc\",", payload_, "]"});
}

void requests::on_traffic(connection& source, char type, std::string_view body) {
  if (type == '3') {
    std::size_t slot_index = 0;
    std::from_chars(body.data(), body.data() + body.size(), slot_index);
    on_done(slot_index);
    return;
  }
  deliveries_ += measuring_ ? 1 : 0;
  auto slot_index = sequence_after(body, fan_event);
  // A room event is done when its sender has it back.
  if (slot_index && first_sender_ + *slot_index / options_.window == source.index())
    on_done(*slot_index);
}

void requests::on_done(std::size_t slot_index) {
  if (slot_index >= slots_.size() || slots_[slot_index].intended < 0)
    return;
  auto& done = slots_[slot_index];
  --in_flight_;
  if (measuring_) {
    ++done_;
    latency_[static_cast<std::size_t>(done.what)].record(crowd_.context.read_at - done.intended);
  }
  done.intended = -1;
  if (stopping_)
    return;
  if (!pacer_) {
    send(slot_index, crowd_.context.read_at);
  } else if (late_.empty()) {
    free_.push_back(slot_index);
  } else {
    send(slot_index, late_.front());
    late_.pop_front();
  }
}

void requests::start_closed_loop() {
  auto at = now();
  for (std::size_t i = 0; i < slots_.size(); ++i)
    send(i, at);
}

nanos requests::start_due() {
  if (!pacer_ || stopping_)
    return now() + nanos_per_second;
  auto at = now();
  while (pacer_->due(at)) {
    auto intended = pacer_->take();
    if (free_.empty()) {
      late_.push_back(intended);
    } else {
      send(free_.front(), intended);
      free_.pop_front();
    }
  }
  return pacer_->next();
}

bool requests::run(report& out) {
  if (!prepare()) {
    add_connections(out);
    return false;
  }
  if (options_.rate > 0) {
    // Slot by slot over all connections, so that neighbours in time are different clients.
    for (std::size_t w = 0; w < options_.window; ++w)
      for (std::size_t s = 0; s < senders_; ++s)
        free_.push_back(s * options_.window + w);
    pacer_.emplace(options_.rate, now());
  } else {
    start_closed_loop();
  }
  auto step = [this] { return start_due(); };
  auto broken = [this] { return crowd_.counts.lost > 0; };
  turn_until(now() + from_seconds(options_.warmup), "warming up", step, broken);
  stretch measured{options_.server_pid};
  measuring_ = true;
  turn_until(measured.from() + from_seconds(options_.duration), "measuring", step, broken);
  measured.end();
  measuring_ = false;
  stopping_ = true;
  auto unsent = late_.size();
  turn_until(now() + drain_limit, "draining", step, [&] { return in_flight_ == 0 || broken(); });
  add_figures(out, measured);
  out.add("unsent", "due but never sent", static_cast<double>(unsent));
  out.add("unanswered", "unanswered", static_cast<double>(in_flight_));
  return add_connections(out) && in_flight_ == 0;
}

void requests::add_figures(report& out, const stretch& measured) const {
  if (options_.rate > 0)
    out.add("rate", "wanted per second", options_.rate);
  measured.add_to(out, "requests", "requests", static_cast<double>(done_));
  histogram all;
  for (const auto& each : latency_)
    all.merge(each);
  out.add_latency("latency", "latency", all);
  if (!mixed_)
    return;
  out.add("deliveries", "broadcasts received", static_cast<double>(deliveries_));
  out.add_latency("position", "position ack", latency_[static_cast<std::size_t>(kind::position)]);
  out.add_latency("room", "room broadcast", latency_[static_cast<std::size_t>(kind::room)]);
  out.add_latency("echo", "acked request", latency_[static_cast<std::size_t>(kind::echo)]);
}

std::unique_ptr<scenario> make_requests(const options& o) {
  return std::make_unique<requests>(o);
}

} // namespace fleetwire::load
