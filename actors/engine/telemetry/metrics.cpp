#include "actors/engine/telemetry/exposition.hpp"
#include "actors/engine/telemetry/process_stats.hpp"
#include "actors/engine/telemetry/report.hpp"
#include "config/logging.hpp"

#include <functional>

namespace fleetwire {

namespace {

using bridge::connection_counters;
using contract::actor_kind;

std::uint64_t value_of(const std::atomic<std::uint64_t>& from) noexcept {
  return from.load(std::memory_order_relaxed);
}

void add_process(exposition& out, core& of) {
  const auto self = read_process_stats();
  out.family("fleetwire_build_info", "gauge", "Version of the server; the value is always 1.");
  out.sample(std::uint64_t{1}, {{"version", FLEETWIRE_VERSION}, {"compiler", __VERSION__}});
  out.gauge("fleetwire_ready", "1 while new clients are welcome, 0 while the server drains.",
            std::uint64_t{of.ready()});
  out.counter("process_cpu_seconds_total", "User and system time of the process.",
              self.cpu_seconds);
  out.gauge("process_resident_memory_bytes", "Memory in use.", self.resident_bytes);
  out.gauge("process_virtual_memory_bytes", "Address space in use.", self.virtual_bytes);
  out.gauge("process_open_fds", "Open descriptors.", self.open_descriptors);
  out.gauge("process_max_fds", "Most descriptors that may be open.", self.max_descriptors);
  out.gauge("process_threads", "Threads of the process.", self.threads);
  out.gauge("process_start_time_seconds", "When the process began, in seconds since 1970.",
            self.start_time);
  out.counter("fleetwire_log_lines_dropped_total", "Log lines lost to a full queue.",
              log::dropped());
}

/// One family over all kinds of actors.
void by_kind(exposition& out, core& of, std::string_view name, std::string_view type,
             std::string_view help, const std::function<std::uint64_t(const actor_kind&)>& value) {
  out.family(name, type, help);
  for (const auto* kind : of.kinds().all())
    out.sample(value(*kind), {{"kind", kind->name}});
}

void add_kinds(exposition& out, core& of) {
  by_kind(out, of, "fleetwire_actors", "gauge", "Actors alive.",
          [](const actor_kind& kind) { return value_of(kind.spawned) - value_of(kind.ended); });
  by_kind(out, of, "fleetwire_actors_spawned_total", "counter", "Actors that began.",
          [](const actor_kind& kind) { return value_of(kind.spawned); });
  by_kind(out, of, "fleetwire_actor_mailbox_messages", "gauge", "Messages that wait in mailboxes.",
          [](const actor_kind& kind) { return kind.waiting(); });
  by_kind(out, of, "fleetwire_actor_mailbox_deepest_messages", "gauge",
          "Most messages one mailbox ever held.",
          [](const actor_kind& kind) { return std::uint64_t{kind.deepest.load()}; });
  by_kind(out, of, "fleetwire_actor_messages_total", "counter", "Messages that actors handled.",
          [](const actor_kind& kind) { return value_of(kind.handled) + value_of(kind.direct); });
  out.family("fleetwire_actor_handler_seconds", "histogram",
             "Time to handle one message; a sample of them is measured.");
  for (const auto* kind : of.kinds().all())
    out.histogram(kind->handler_time, {{"kind", kind->name}});
  out.family("fleetwire_actor_wait_seconds", "histogram",
             "Time from runnable to run; a sample is measured.");
  for (const auto* kind : of.kinds().all())
    out.histogram(kind->wait_time, {{"kind", kind->name}});
}

/// One family over all workers.
template <class Value>
void by_worker(exposition& out, core& of, std::string_view name, std::string_view type,
               std::string_view help, const Value& value) {
  out.family(name, type, help);
  for (unsigned i = 0; i < of.workers(); ++i)
    out.sample(value(i), {{"worker", std::to_string(i)}});
}

void add_workers(exposition& out, core& of, const std::vector<worker_report>& reports) {
  const core& engine = of;
  by_worker(out, of, "fleetwire_worker_cpu_seconds_total", "counter",
            "Processor time of the worker's thread.",
            [&](unsigned i) { return reports[i].cpu_seconds; });
  by_worker(out, of, "fleetwire_worker_lag_seconds", "gauge",
            "How long this request waited for the worker.",
            [&](unsigned i) { return reports[i].lag; });
  by_worker(out, of, "fleetwire_worker_longest_turn_seconds", "gauge",
            "Longest turn so far, without the reading of sockets.", [&](unsigned i) {
              return static_cast<double>(
                       value_of(engine.worker(i).counters().worst_lag_nanoseconds))
                     * 1e-9;
            });
  by_worker(out, of, "fleetwire_worker_queued_jobs", "gauge", "Jobs left over by the last turn.",
            [&](unsigned i) { return value_of(engine.worker(i).counters().queued); });
  by_worker(out, of, "fleetwire_worker_turns_total", "counter", "Turns of the worker's loop.",
            [&](unsigned i) { return value_of(engine.worker(i).counters().turns); });
  by_worker(out, of, "fleetwire_worker_jobs_total", "counter", "Actors run and tasks done.",
            [&](unsigned i) { return value_of(engine.worker(i).counters().jobs); });
  by_worker(out, of, "fleetwire_worker_remote_jobs_total", "counter",
            "Jobs that came from other threads.",
            [&](unsigned i) { return value_of(engine.worker(i).counters().remote_jobs); });
}

void add_counter(exposition& out, core& of, std::string_view name, std::string_view help,
                 connection_counters::number connection_counters::* which) {
  by_worker(out, of, name, "counter", help,
            [&](unsigned i) { return value_of(of.gateway().counters(i).*which); });
}

std::uint64_t sum(core& of, connection_counters::number connection_counters::* which) {
  std::uint64_t result = 0;
  for (unsigned i = 0; i < of.workers(); ++i)
    result += value_of(of.gateway().counters(i).*which);
  return result;
}

void add_connections(exposition& out, core& of) {
  using counters = connection_counters;
  out.family("fleetwire_connections", "gauge", "Open connections.");
  for (unsigned i = 0; i < of.workers(); ++i) {
    const auto worker = std::to_string(i);
    const auto& from = of.gateway().counters(i);
    out.sample(value_of(from.polling), {{"transport", "polling"}, {"worker", worker}});
    out.sample(value_of(from.websocket), {{"transport", "websocket"}, {"worker", worker}});
  }
  add_counter(out, of, "fleetwire_connections_opened_total", "Connections that began.",
              &counters::opened);
  out.family("fleetwire_connections_closed_total", "counter", "Connections that ended.");
  for (std::size_t reason = 0; reason < bridge::close_reasons; ++reason) {
    std::uint64_t closed = 0;
    for (unsigned i = 0; i < of.workers(); ++i)
      closed += value_of(of.gateway().counters(i).closed[reason]);
    out.sample(closed, {{"reason", reason_text(static_cast<contract::close_reason>(reason))}});
  }
  out.counter("fleetwire_handshakes_refused_total", "Requests answered with an Engine.IO error.",
              sum(of, &counters::refused));
  out.counter("fleetwire_upgrades_total", "Connections that moved from polling to a websocket.",
              sum(of, &counters::upgrades));
  add_counter(out, of, "fleetwire_received_messages_total", "Messages from clients.",
              &counters::messages_in);
  add_counter(out, of, "fleetwire_sent_packets_total", "Packets queued for clients.",
              &counters::packets_out);
  add_counter(out, of, "fleetwire_received_bytes_total", "Bytes from clients.",
              &counters::bytes_in);
  add_counter(out, of, "fleetwire_sent_bytes_total", "Bytes to clients.", &counters::bytes_out);
  out.family("fleetwire_dropped_packets_total", "counter",
             "Packets that gave way because a client reads too slowly.");
  out.sample(sum(of, &counters::dropped_volatile), {{"reason", "volatile"}});
  out.sample(sum(of, &counters::replaced_keyed), {{"reason", "replaced"}});
  out.family("fleetwire_reading_paused_total", "counter", "Times a client was not read further.");
  out.sample(sum(of, &counters::throttled), {{"reason", "rate"}});
  out.sample(sum(of, &counters::paused), {{"reason", "unanswered"}});
}

void add_sockets(exposition& out, core& of, const std::vector<worker_report>& reports) {
  const auto& from = of.sockets().counters;
  out.counter("fleetwire_received_events_total", "Events from sockets.", value_of(from.events_in));
  out.counter("fleetwire_sent_events_total", "Events to sockets.", value_of(from.events_out));
  out.counter("fleetwire_broadcasts_total", "Emits to rooms and namespaces.",
              value_of(from.broadcasts));
  out.counter("fleetwire_handler_failures_total", "Exceptions in handlers.",
              value_of(from.handler_failures));
  out.counter("fleetwire_connects_refused_total", "Sockets that a namespace did not take.",
              value_of(from.refused_connects));
  out.family("fleetwire_recoveries_total", "counter", "Sockets that came back.");
  out.sample(value_of(from.recovered), {{"result", "recovered"}});
  out.sample(value_of(from.not_recovered), {{"result", "new"}});
  std::uint64_t recoverable = 0;
  for (const auto& one : reports)
    recoverable += one.recoverable;
  out.gauge("fleetwire_recoverable_sockets", "Cut sockets that may still come back.", recoverable);
  const auto spaces = of.sockets().spaces();
  out.family("fleetwire_namespace_sockets", "gauge", "Sockets in the namespace.");
  for (const auto& one : spaces)
    out.sample(std::uint64_t{one->population.load()}, {{"namespace", one->name()}});
  out.family("fleetwire_namespace_rooms", "gauge",
             "Rooms in the namespace, counted on each worker that has members.");
  for (const auto& one : spaces)
    out.sample(std::uint64_t{one->room_count.load()}, {{"namespace", one->name()}});
}

void add_http(exposition& out, core& of) {
  constexpr std::string_view refusals[] = {"connections", "address", "rate", "descriptors"};
  constexpr std::string_view deadlines[] = {"head", "body", "keep_alive", "write"};
  static_assert(std::size(refusals) == transport::refusal_kinds);
  static_assert(std::size(deadlines) == transport::deadline_kinds);
  const auto from = of.listener().counters();
  out.counter("fleetwire_tcp_accepted_total", "TCP connections taken.", from.accepted);
  out.family("fleetwire_tcp_refused_total", "counter", "TCP connections closed at once.");
  for (std::size_t i = 0; i < std::size(refusals); ++i)
    out.sample(from.refused[i], {{"reason", refusals[i]}});
  out.gauge("fleetwire_tcp_connections", "Open TCP connections of clients.",
            std::uint64_t{of.listener().open_connections()});
  out.counter("fleetwire_tcp_sends_together_total",
              "Writes that shared their system call with others.", from.sends_together);
  out.counter("fleetwire_accept_pauses_total", "Times nothing could be taken for a moment.",
              from.accept_pauses);
  out.counter("fleetwire_http_requests_total", "HTTP requests of clients.", from.http_requests);
  out.family("fleetwire_http_timeouts_total", "counter", "Clients that missed a deadline.");
  for (std::size_t i = 0; i < std::size(deadlines); ++i)
    out.sample(from.timeouts[i], {{"reason", deadlines[i]}});
  out.family("fleetwire_http_violations_total", "counter", "Requests that broke HTTP.");
  for (std::size_t i = 1; i < transport::violation_kinds; ++i)
    out.sample(from.violations[i], {{"reason", text_of(static_cast<http::violation>(i))}});
  out.counter("fleetwire_tls_handshakes_total", "TLS handshakes done.", from.tls_handshakes);
  out.counter("fleetwire_tls_failures_total", "TLS handshakes that failed.", from.tls_failures);
}

} // namespace

std::string metrics_text(core& of, const std::vector<worker_report>& workers) {
  exposition out;
  add_process(out, of);
  add_workers(out, of, workers);
  add_kinds(out, of);
  add_connections(out, of);
  add_sockets(out, of, workers);
  add_http(out, of);
  return out.take();
}

} // namespace fleetwire
