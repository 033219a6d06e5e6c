#pragma once

#include "actors/contract/system.hpp"
#include "net/http/message.hpp"
#include "net/http/router.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fleetwire {

/// What is served over HTTP outside the Engine.IO path. Filled before the engine listens, then only
/// read, so from any worker.
class pages {
public:
  /// False when `path` is no path or taken.
  [[nodiscard]] bool add(std::string_view path, contract::page what);
  bool has(std::string_view path) const {
    return routes_.find("GET", path).what == http::route_match::outcome::found;
  }
  http::response answer(const http::request& request) const;

private:
  struct entry {
    contract::page what;
    std::string tag; ///< its ETag
  };
  http::router routes_;
  std::vector<entry> entries_; ///< by id of the route
};

} // namespace fleetwire
