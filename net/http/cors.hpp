#pragma once

#include "net/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::http {

/// What a browser's scripts from elsewhere may do. The headers are those of the npm package `cors`,
/// which Engine.IO uses.
struct cors_config {
  /// Empty: no headers at all. `*`: that. One origin: always that one. Several, or a pattern as in
  /// origin_allowed: the one of the request if it is on the list.
  std::vector<std::string> origins;
  bool reflect_any = false; // answer with whatever origin the request has
  std::vector<std::string> methods{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"};
  std::vector<std::string> allowed_headers; // empty: those that the browser asks for
  std::vector<std::string> exposed_headers;
  bool credentials = false;
  std::optional<std::int64_t> max_age_seconds;
  unsigned options_success_status = 204;
};

/// Whether any CORS header is ever sent; if not, an OPTIONS request is an ordinary one.
bool enabled(const cors_config& config) noexcept;

/// Adds the headers to the answer of a request that is no preflight.
void apply_cors(const cors_config& config, const request& req, response& res);

/// The whole answer to an OPTIONS request.
response preflight(const cors_config& config, const request& req);

} // namespace fleetwire::http
