#pragma once

#include "net/transport/config.hpp"
#include "net/transport/counters.hpp"
#include "net/transport/detail/linked.hpp"
#include "net/transport/host.hpp"
#include "net/transport/server.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

namespace fleetwire::transport {

class carrier;
class connection;
class listener;

/// What a server keeps per worker. All but the counters belongs to that worker's thread.
struct worker_state {
  worker_state(server::impl& owner, unsigned index, io_loop* loop, worker_host& host);
  ~worker_state();

  /// Begins HTTP on a new connection.
  void serve(std::unique_ptr<carrier> stream, const peer_address& address, std::uint16_t port);
  void drain();
  void shut();

  server::impl& owner;
  const unsigned index;
  io_loop* const loop; ///< null when the server has memory connections only
  worker_host& host;
  http_limits limits;
  bool draining = false;
  worker_counters counters;
  std::list<connection> connections;
  linked streams; ///< every killable on this worker
};

/// Shared by all workers; kept alive by every open connection.
struct server::impl : std::enable_shared_from_this<impl> {
  impl(server_config settings, std::vector<io_loop*> loops, std::vector<worker_host*> hosts,
       request_handler& handler);
  ~impl();

  /// Trusted proxies count in all, but not per address.
  bool exempt(const peer_address& address) const noexcept;
  admission admit(const peer_address& address);
  void release(const peer_address& address);

  const server_config config;
  request_handler& handler;
  std::vector<std::unique_ptr<worker_state>> workers;
  std::shared_ptr<listener> acceptor;
  mutable std::mutex guard_mutex; // admitted on worker 0, released anywhere
  address_guard guard;
};

/// An admitted connection; gives its place back when destroyed.
class ticket {
public:
  ticket() noexcept = default;
  ticket(std::shared_ptr<server::impl> server, const peer_address& address) noexcept
    : server_(std::move(server)), address_(address) {}
  ticket(ticket&&) noexcept = default;
  ticket& operator=(ticket&& other) noexcept {
    reset();
    server_ = std::move(other.server_);
    address_ = other.address_;
    return *this;
  }
  ~ticket() { reset(); }
  void reset() {
    if (auto server = std::move(server_)) {
      server->release(address_);
    }
  }

private:
  std::shared_ptr<server::impl> server_;
  peer_address address_;
};

} // namespace fleetwire::transport
