#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/fleet/rules/report.hpp"

namespace fleetwire::systems::fleet::rules {

enum class priority : std::uint8_t { low, medium, high, critical };

std::string_view to_string(priority what) noexcept;
std::optional<priority> priority_from(std::string_view name) noexcept;

/// Something that somebody must look at: kept until he says that he did.
struct alert {
  std::string id;
  std::string type; ///< "accident", "panic" …
  std::string vehicle_id;
  std::string message;
  priority worth = priority::high;
  std::optional<point> where;
  instant at;
  std::optional<instant> acknowledged_at;
  std::optional<std::string> acknowledged_by;

  bool operator==(const alert&) const = default;
};

} // namespace fleetwire::systems::fleet::rules
