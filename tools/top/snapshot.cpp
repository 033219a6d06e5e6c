#include "tools/top/snapshot.hpp"

#include <utility>

namespace fleetwire::top {

namespace {

using tools::json;

void remember(std::deque<double>& history, double value) {
  history.push_back(value);
  if (history.size() > model::history_length)
    history.pop_front();
}

double messages_of(const json& actor) {
  return actor["messages_in"].number() + actor["packets_out"].number();
}

void read_lists(const json& from, snapshot& to) {
  for (const auto& one : from["namespaces"].items()) {
    to.sockets += one["sockets"].number();
    to.rooms += one["rooms"].number();
    ++to.namespaces;
  }
  for (const auto& one : from["workers"].items())
    to.workers.push_back({one["load"].number(), one["lag_seconds"].number(),
                          one["cpu_seconds"].number(), one["queued"].number(),
                          one["connections"].number(), one["jobs"].number()});
  for (const auto& one : from["kinds"].items())
    to.kinds.push_back({one["kind"].text(), one["alive"].number(), one["spawned"].number(),
                        one["mailbox"].number(), one["mailbox_max"].number(),
                        one["messages"].number(), one["handler_p50_seconds"].number(),
                        one["handler_p99_seconds"].number(), one["wait_p99_seconds"].number()});
  for (const auto& [reason, count] : from["close_reasons"].members())
    to.closed += count.number();
}

} // namespace

std::optional<snapshot> read_snapshot(const json& document, double at) {
  if (!document["workers"].is(json::kind::array) || !document["process"].is(json::kind::object))
    return std::nullopt;
  snapshot to;
  to.at = at;
  to.version = document["version"].text();
  to.status = document["status"].text();
  const auto& process = document["process"];
  to.uptime = process["uptime_seconds"].number();
  to.cpu = process["cpu_seconds"].number();
  to.resident = process["resident_bytes"].number();
  to.descriptors = process["open_descriptors"].number();
  const auto& connections = document["connections"];
  to.polling = connections["polling"].number();
  to.websocket = connections["websocket"].number();
  to.opened = connections["opened"].number();
  const auto& traffic = document["traffic"];
  to.events_in = traffic["events_in"].number();
  to.events_out = traffic["events_out"].number();
  to.bytes_in = traffic["bytes_in"].number();
  to.bytes_out = traffic["bytes_out"].number();
  const auto& drops = document["drops"];
  to.dropped = drops["volatile"].number() + drops["replaced"].number();
  to.paused = drops["throttled"].number() + drops["paused"].number();
  to.failures = drops["handler_failures"].number();
  to.log_lines_dropped = drops["log_lines"].number();
  to.recoverable = document["recovery"]["recoverable"].number();
  read_lists(document, to);
  return to;
}

void model::take(snapshot next) {
  // A server that was started anew counts from zero.
  if (now && next.uptime < now->uptime) {
    before.reset();
    now.reset();
  }
  before = std::exchange(now, std::move(next));
  if (before) {
    remember(history_in, rate(&snapshot::events_in));
    remember(history_out, rate(&snapshot::events_out));
  }
  history_load.resize(now->workers.size());
  for (std::size_t i = 0; i < now->workers.size(); ++i)
    remember(history_load[i], now->workers[i].load);
}

void model::take_actors(json list, double at) {
  messages_before.clear();
  for (const auto& one : actors["actors"].items())
    messages_before[one["id"].text()] = messages_of(one);
  listed_before = std::exchange(actors_at, at);
  actors = std::move(list);
}

double model::span() const noexcept {
  return before && now ? now->at - before->at : 0;
}

double model::rate(double snapshot::* figure) const noexcept {
  const auto time = span();
  if (time <= 0)
    return 0;
  const auto grown = (*now).*figure - (*before).*figure;
  return grown > 0 ? grown / time : 0;
}

} // namespace fleetwire::top
