#pragma once

#include "actors/systems/fleet/rules/report.hpp"

#include <cstdint>

namespace fleetwire::systems::fleet::store {

/// One report as it is kept.
struct position {
  std::int64_t vehicle = 0; ///< its number
  rules::report seen;       ///< with its time
  bool is_impossible = false;
  bool is_low = false; ///< of fuel, after it

  bool operator==(const position&) const = default;
};

} // namespace fleetwire::systems::fleet::store
