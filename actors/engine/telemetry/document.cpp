#include "actors/engine/telemetry/actor_rows.hpp"
#include "actors/engine/telemetry/exposition.hpp"
#include "actors/engine/telemetry/json_writer.hpp"
#include "actors/engine/telemetry/process_stats.hpp"
#include "actors/engine/telemetry/report.hpp"
#include "config/logging.hpp"

#include <algorithm>

namespace fleetwire {

namespace {

using bridge::connection_counters;

std::uint64_t value_of(const std::atomic<std::uint64_t>& from) noexcept {
  return from.load(std::memory_order_relaxed);
}

std::uint64_t sum(core& of, connection_counters::number connection_counters::* which) {
  std::uint64_t result = 0;
  for (unsigned i = 0; i < of.workers(); ++i)
    result += value_of(of.gateway().counters(i).*which);
  return result;
}

void add_process(json_writer& out) {
  const auto self = read_process_stats();
  out.open("process", '{');
  out.add("pid", self.pid);
  out.add("uptime_seconds", self.uptime);
  out.add("cpu_seconds", self.cpu_seconds);
  out.add("resident_bytes", self.resident_bytes);
  out.add("open_descriptors", self.open_descriptors);
  out.add("max_descriptors", self.max_descriptors);
  out.add("threads", self.threads);
  out.close('}');
}

void add_workers(json_writer& out, core& of, const std::vector<worker_report>& reports) {
  const core& engine = of;
  out.open("workers", '[');
  for (unsigned i = 0; i < of.workers(); ++i) {
    const auto& counters = engine.worker(i).counters();
    out.open('{');
    out.add("id", "worker." + std::to_string(i));
    out.add("worker", i);
    out.add("load", reports[i].load);
    out.add("cpu_seconds", reports[i].cpu_seconds);
    out.add("lag_seconds", reports[i].lag);
    out.add("longest_turn_seconds",
            static_cast<double>(value_of(counters.worst_lag_nanoseconds)) * 1e-9);
    out.add("queued", value_of(counters.queued));
    out.add("turns", value_of(counters.turns));
    out.add("jobs", value_of(counters.jobs));
    out.add("connections", reports[i].connections);
    out.close('}');
  }
  out.close(']');
}

void add_kinds(json_writer& out, core& of) {
  out.open("kinds", '[');
  for (const auto* kind : of.kinds().all()) {
    out.open('{');
    out.add("kind", kind->name);
    out.add("alive", value_of(kind->spawned) - value_of(kind->ended));
    out.add("spawned", value_of(kind->spawned));
    out.add("mailbox", kind->waiting());
    out.add("mailbox_max", kind->deepest.load());
    out.add("messages", value_of(kind->handled) + value_of(kind->direct));
    out.add("handler_p50_seconds", quantile(kind->handler_time, 0.5));
    out.add("handler_p99_seconds", quantile(kind->handler_time, 0.99));
    out.add("wait_p50_seconds", quantile(kind->wait_time, 0.5));
    out.add("wait_p99_seconds", quantile(kind->wait_time, 0.99));
    out.close('}');
  }
  out.close(']');
}

void add_connections(json_writer& out, core& of) {
  using counters = connection_counters;
  out.open("connections", '{');
  out.add("polling", sum(of, &counters::polling));
  out.add("websocket", sum(of, &counters::websocket));
  out.add("opened", sum(of, &counters::opened));
  out.add("upgrades", sum(of, &counters::upgrades));
  out.add("refused", sum(of, &counters::refused));
  out.add("tcp", of.listener().open_connections());
  out.close('}');
  out.open("close_reasons", '{');
  for (std::size_t reason = 0; reason < bridge::close_reasons; ++reason) {
    std::uint64_t closed = 0;
    for (unsigned i = 0; i < of.workers(); ++i)
      closed += value_of(of.gateway().counters(i).closed[reason]);
    out.add(reason_text(static_cast<contract::close_reason>(reason)), closed);
  }
  out.close('}');
}

void add_traffic(json_writer& out, core& of) {
  using counters = connection_counters;
  const auto& events = of.sockets().counters;
  out.open("traffic", '{');
  out.add("events_in", value_of(events.events_in));
  out.add("events_out", value_of(events.events_out));
  out.add("broadcasts", value_of(events.broadcasts));
  out.add("messages_in", sum(of, &counters::messages_in));
  out.add("packets_out", sum(of, &counters::packets_out));
  out.add("bytes_in", sum(of, &counters::bytes_in));
  out.add("bytes_out", sum(of, &counters::bytes_out));
  out.close('}');
  out.open("drops", '{');
  out.add("volatile", sum(of, &counters::dropped_volatile));
  out.add("replaced", sum(of, &counters::replaced_keyed));
  out.add("throttled", sum(of, &counters::throttled));
  out.add("paused", sum(of, &counters::paused));
  out.add("handler_failures", value_of(events.handler_failures));
  out.add("refused_connects", value_of(events.refused_connects));
  out.add("log_lines", log::dropped());
  out.close('}');
}

void add_sockets(json_writer& out, core& of, const std::vector<worker_report>& reports) {
  const auto& events = of.sockets().counters;
  std::size_t waiting = 0;
  for (const auto& one : reports)
    waiting += one.recoverable;
  out.open("recovery", '{');
  out.add("recoverable", waiting);
  out.add("recovered", value_of(events.recovered));
  out.add("not_recovered", value_of(events.not_recovered));
  out.close('}');
  out.open("namespaces", '[');
  for (const auto& one : of.sockets().spaces()) {
    out.open('{');
    out.add("namespace", one->name());
    out.add("sockets", one->population.load());
    out.add("rooms", one->room_count.load());
    out.close('}');
  }
  out.close(']');
}

/// The greatest of all workers.
void add_top(json_writer& out, std::string_view name, const std::vector<worker_report>& reports,
             std::vector<bridge::connection_description> worker_report::* which,
             double (*rank)(const bridge::connection_description&)) {
  std::vector<actor_row> all;
  for (unsigned i = 0; i < reports.size(); ++i)
    for (const auto& one : reports[i].*which) {
      all.push_back(row_of(one, i));
      all.back().rank = rank(one);
    }
  sort_rows(all);
  all.resize(std::min(all.size(), top_talkers));
  out.open(name, '[');
  for (const auto& one : all)
    write_row(out, one);
  out.close(']');
}

} // namespace

std::string telemetry_text(core& of, const std::vector<worker_report>& workers) {
  using description = bridge::connection_description;
  json_writer out;
  out.open('{');
  out.add("version", FLEETWIRE_VERSION);
  out.add("status", of.ready() ? "ready" : "draining");
  add_process(out);
  add_connections(out, of);
  add_traffic(out, of);
  add_sockets(out, of, workers);
  add_workers(out, of, workers);
  add_kinds(out, of);
  out.open("top", '{');
  add_top(out, "messages", workers, &worker_report::most_messages, [](const description& one) {
    return static_cast<double>(one.messages_in + one.packets_out);
  });
  add_top(out, "bytes", workers, &worker_report::most_bytes,
          [](const description& one) { return static_cast<double>(one.bytes_in + one.bytes_out); });
  out.close('}');
  out.close('}');
  return out.take();
}

double load_meter::update(double now, double cpu) noexcept {
  const point here{now, cpu};
  if (!std::exchange(started_, true))
    older_ = newer_ = here;
  if (now - newer_.at >= window)
    older_ = std::exchange(newer_, here);
  const auto time = now - older_.at;
  return time > 0 ? std::clamp((cpu - older_.cpu) / time, 0.0, 1.0) : 0;
}

} // namespace fleetwire
