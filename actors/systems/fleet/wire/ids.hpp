#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/fleet/rules/report.hpp"

namespace fleetwire::systems::fleet::wire {

using rules::is_id;

/// A good id: `first` itself, or its member of that name.
std::optional<std::string> read_id(value first, std::string_view member);

} // namespace fleetwire::systems::fleet::wire
