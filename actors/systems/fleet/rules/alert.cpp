#include "actors/systems/fleet/rules/alert.hpp"

#include <algorithm>
#include <array>

namespace fleetwire::systems::fleet::rules {

namespace {

constexpr std::array<std::string_view, 4> names{"low", "medium", "high", "critical"};

} // namespace

std::string_view to_string(priority what) noexcept {
  return names[static_cast<std::size_t>(what)];
}

std::optional<priority> priority_from(std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<priority>(found - names.begin());
}

} // namespace fleetwire::systems::fleet::rules
