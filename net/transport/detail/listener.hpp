#pragma once

#include "net/transport/address_guard.hpp"
#include "net/transport/detail/socket_core.hpp"
#include "net/transport/detail/worker_state.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

namespace fleetwire::transport {

/// Accepts on worker 0 and deals the connections out. A single listening socket, not one per worker
/// with SO_REUSEPORT: two servers on one port must not go unnoticed.
class listener : public std::enable_shared_from_this<listener> {
public:
  explicit listener(server::impl& owner);
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  ~listener();

  /// Binds; on the starting thread. Returns the port.
  std::uint16_t open(std::error_code& ec);
  // The rest on worker 0.
  void begin();
  void close();
  /// Called by the pending operation.
  void on_readable(bool failed);

private:
  struct accepted {
    socket_parts parts;
    peer_address address;
    std::uint16_t port = 0;
  };
  using batch = std::vector<accepted>;

  void arm();
  /// False when nothing more can be accepted now.
  bool accept_one(std::vector<batch>& batches);
  bool admit(accepted& item);
  bool shed();
  void pause();
  void deal(std::vector<batch> batches);
  static void adopt(worker_state& worker, batch& items);

  using acceptor_type = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                           boost::asio::io_context::executor_type>;

  server::impl& owner_;
  worker_state& worker_;
  int fd_ = -1; // between open() and begin()
  int spare_ = -1; // given up to accept and close one connection when descriptors run out
  bool v6_ = false;
  unsigned next_ = 0;
  std::uint64_t timer_ = 0;
  std::optional<acceptor_type> acceptor_;
};

} // namespace fleetwire::transport
