#pragma once

#include "net/http/forwarded.hpp"
#include "net/http/guard.hpp"
#include "net/transport/address_guard.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace fleetwire::transport {

class tls_context;

/// What one HTTP connection may cost; can be changed while the server runs.
struct http_limits {
  http::guard_limits guard;
  /// From the first byte of a request (or the TCP or TLS connection) to the end of its head.
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  /// Between two requests.
  std::chrono::milliseconds keep_alive_timeout{65'000};
  /// An answer must make progress within it.
  std::chrono::milliseconds write_timeout{30'000};
};

struct server_config {
  std::string host = "127.0.0.1"; ///< name or numeric address
  std::uint16_t port = 0;         ///< 0 lets the kernel choose
  int backlog = 4096;
  http_limits http;
  address_limits addresses; ///< none by default: for listeners that are not exposed
  /// Their forwarded headers count, and limits per address do not apply to them: they speak for
  /// many.
  http::trusted_proxies proxies;
  std::shared_ptr<tls_context> tls;         ///< cleartext without
  /// The clock of the guards.
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

} // namespace fleetwire::transport
