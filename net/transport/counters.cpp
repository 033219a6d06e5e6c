#include "net/transport/counters.hpp"

namespace fleetwire::transport {

void counter_values::add(const worker_counters& worker) noexcept {
  accepted += worker.accepted;
  accept_pauses += worker.accept_pauses;
  http_requests += worker.http_requests;
  upgrades += worker.upgrades;
  bytes_in += worker.bytes_in;
  bytes_out += worker.bytes_out;
  sends_together += worker.sends_together;
  tls_handshakes += worker.tls_handshakes;
  tls_failures += worker.tls_failures;
  for (std::size_t i = 0; i < refusal_kinds; ++i) {
    refused[i] += worker.refused[i];
  }
  for (std::size_t i = 0; i < deadline_kinds; ++i) {
    timeouts[i] += worker.timeouts[i];
  }
  for (std::size_t i = 0; i < violation_kinds; ++i) {
    violations[i] += worker.violations[i];
  }
}

} // namespace fleetwire::transport
