#pragma once

#include <optional>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/fleet/rules/refusal.hpp"
#include "actors/systems/fleet/rules/report.hpp"

/// Members of bodies, each by its type. null is as good as absent.
namespace fleetwire::systems::fleet::wire {

using fault = std::optional<rules::refusal>;

/// "`what` must be `must`".
rules::refusal invalid(std::string_view what, std::string_view must);

inline bool is_absent(value v) noexcept {
  return !v.exists() || v.is_null();
}

fault read(value from, std::string_view name, std::optional<double>& to);
fault read(value from, std::string_view name, std::optional<bool>& to);
/// ISO 8601, or milliseconds since 1970.
fault read(value from, std::string_view name, std::optional<rules::instant>& to);

} // namespace fleetwire::systems::fleet::wire
