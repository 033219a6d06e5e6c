#pragma once

#include <string>
#include <string_view>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// As the outbox keeps it.
std::string announcement_text(const rules::announcement& from);

/// False when the text is none; `out` is then in an unknown state.
bool read_announcement(std::string_view text, rules::announcement& out);

} // namespace fleetwire::systems::rides::store
