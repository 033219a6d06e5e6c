#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "actors/contract/system.hpp"

/// Who is connected to the namespace.
namespace fleetwire::systems::fleet::connections {

struct connection {
  std::string socket;
  std::string user;
  std::string role;         ///< empty: none
  std::string connected_at; ///< as ISO 8601 has it
  std::string transport;    ///< "polling" or "websocket", now
};

struct statistics {
  std::size_t total = 0;
  std::map<std::string, std::size_t> by_role;      ///< who has none is under "none"
  std::map<std::string, std::size_t> by_transport;
  std::map<std::string, std::size_t> by_namespace; ///< of the whole server
};

/// One per system. From any thread once the engine runs; answers come on a worker.
class watch {
public:
  /// Notes who comes; after the door.
  watch(contract::system_host& host, nsp where);

  std::size_t count() const;
  void list(std::function<void(const std::vector<connection>&)> done) const;
  void count_kinds(std::function<void(const statistics&)> done) const;
  /// They hear that the server wants it, and do not come back by themselves.
  void disconnect_all() const;
  /// False when there is no such socket.
  void disconnect(const std::string& socket, std::function<void(bool)> done) const;

private:
  contract::system_host& host_;
  const nsp where_;
};

/// GET /api/fleet/connections, /count and /stats; DELETE all or /:socketId.
void add_routes(contract::system_host& host, const watch& of);

} // namespace fleetwire::systems::fleet::connections
