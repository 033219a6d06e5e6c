#pragma once

#include "net/bridge/wire_form.hpp"
#include "net/http/cookie.hpp"
#include "net/http/cors.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace fleetwire::bridge {

/// What every connection goes by. Each worker has a copy, so that it can change while running.
struct connection_config {
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
  std::chrono::milliseconds connect_timeout{45'000}; ///< to join a namespace; 0: none needed
  std::size_t max_payload = 1'000'000;
  std::size_t max_queue_bytes = 4u << 20;
  std::size_t max_unanswered = 64;
  unsigned max_attachments = 10;
  parser packets = parser::json;
  double events_per_second = 200; ///< 0: no limit, as the next
  double event_burst = 1'000;
  double bytes_per_second = 2'000'000;
  double byte_burst = 8'000'000;
};

struct gateway_config {
  connection_config connection;
  std::string path = "/socket.io/";
  bool polling = true;
  bool websocket = true;
  bool allow_upgrades = true;
  http::cors_config cors;
  http::cookie_options cookie;              ///< not sent while its name is empty
  std::vector<std::string> allowed_origins; ///< empty: any
  std::string client_folder;                ///< with the client's files; empty: not served
};

} // namespace fleetwire::bridge
