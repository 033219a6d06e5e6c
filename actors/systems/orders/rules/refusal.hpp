#pragma once

#include <string>

namespace fleetwire::systems::orders::rules {

/// Why something was not done: the status of HTTP, the code that sockets hear, and words. Nothing
/// has changed.
struct refusal {
  int status = 400;
  std::string code;
  std::string message;
  std::string state = {}; ///< of the order, where that is the reason

  bool operator==(const refusal&) const = default;
};

} // namespace fleetwire::systems::orders::rules
