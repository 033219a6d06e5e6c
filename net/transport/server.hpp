#pragma once

#include "net/transport/api.hpp"
#include "net/transport/config.hpp"
#include "net/transport/counters.hpp"
#include "net/transport/host.hpp"
#include "net/transport/loop.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <system_error>
#include <vector>

namespace fleetwire::transport {

class memory_peer;

/// An HTTP server on one port: one listener on worker 0 that deals connections out to all workers
/// in turn. Loops and hosts belong together by index and outlive the server; so does the handler.
/// Destroy it after close_all() is done, or when the workers do not run any more.
class server {
public:
  server(server_config config, std::vector<io_loop*> loops, std::vector<worker_host*> hosts,
         request_handler& handler);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Binds and listens; returns the port, or 0 with `ec` set (in use, no such host, no right to).
  std::uint16_t start(std::error_code& ec);

  // The following may be called from any thread; they take effect on the workers.

  /// Refuses new connections, ends idle HTTP connections, and the others after their answer.
  void stop_accepting();
  /// Ends every connection now, taken streams too (on_end follows); exchanges stay silent. `done`
  /// runs on the worker that was last.
  void close_all(const std::function<void()>& done = {});
  /// For requests and connections from now on.
  void reconfigure(const http_limits& http, const address_limits& addresses);

  /// A connection without a socket, as if a client had connected to worker `worker`. On that
  /// worker's thread only. Null when the guards refuse it. For simulation and tests; see
  /// memory_stream.hpp.
  std::shared_ptr<memory_peer> connect(unsigned worker, const peer_address& address,
                                       std::uint16_t port);

  /// Open connections, HTTP and taken streams.
  std::size_t open_connections() const noexcept;
  counter_values counters() const noexcept;
  const worker_counters& counters(unsigned worker) const noexcept;

  struct impl;

private:
  std::shared_ptr<impl> impl_;
};

} // namespace fleetwire::transport
