#pragma once

#include "net/http/message.hpp"
#include "net/transport/host.hpp"
#include "net/transport/loop.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace fleetwire::transport {

struct client_config {
  std::string host = {}; ///< a name or a numeric address
  std::uint16_t port = 80;
  std::chrono::milliseconds timeout{1000}; ///< from the request to the last byte of its answer
  std::size_t max_body = 64 << 10;
  std::size_t max_connections = 8; ///< each carries one request at a time
  std::size_t max_waiting = 256;   ///< requests for a connection; beyond it they are refused
};

enum class client_fault : std::uint8_t {
  none,
  unreachable,
  timed_out,
  broken, ///< no HTTP, or the connection ended in the middle
  too_large,
  overloaded,
  closed,
};

/// Asks one other server over plain HTTP/1.1, on connections that are kept. Lives on the worker of
/// its loop and host, which outlive it.
class http_client {
public:
  /// With `none` comes a response of whatever status, without its headers.
  using answer = std::function<void(client_fault, http::response)>;

  http_client(client_config config, io_loop& loop, worker_host& host);
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;
  ~http_client(); ///< as close()

  /// `done` is called once, perhaps before this returns; it may ask again, close and destroy. A kept
  /// connection that ends as it is used again is no fault: the request goes out on another.
  void get(std::string_view target, answer done);
  /// Whoever waits hears `closed`.
  void close();

  struct pool; ///< see detail/client_connection.hpp

private:
  std::shared_ptr<pool> pool_;
};

} // namespace fleetwire::transport
