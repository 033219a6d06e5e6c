#pragma once

#include "tools/load/options.hpp"

#include <netinet/in.h>

#include <cstddef>
#include <string>

namespace fleetwire::load {

/// Where all connections of a run go and what each says on its way in. Built once, never changed.
struct endpoint {
  sockaddr_in address{};
  std::size_t sources = 0;
  bool polling = false;
  std::string name_space;      // with its trailing comma; empty for "/"
  std::string upgrade_request; // websocket handshake
  std::string polling_target;  // request target without sid
  std::string host_header;
  std::string connect_packet; // Engine.IO message with the CONNECT packet

  /// The start of a GET or POST of the polling transport.
  std::string polling_request(std::string_view method, std::string_view sid,
                              std::string_view body) const;
};

/// Resolves the host. Throws std::runtime_error when that fails.
endpoint make_endpoint(const options& o);

/// A non-blocking socket on its way to the endpoint, from source address number `index` when
/// sources are in use; -1 with errno set when the system refuses.
int dial(const endpoint& target, std::size_t index);

} // namespace fleetwire::load
