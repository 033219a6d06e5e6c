#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// As the outbox keeps what one commit has to say.
std::string announcements_text(const std::vector<rules::announcement>& from);

/// False when the text is none; `out` is then in an unknown state.
bool read_announcements(std::string_view text, std::vector<rules::announcement>& out);

} // namespace fleetwire::systems::rides::store
