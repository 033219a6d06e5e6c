#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// Whose they are mostly: ids that are kept elsewhere already.
struct usual_ids {
  std::string_view trip_id, passenger_id;
};

/// As the outbox keeps what one commit has to say.
std::string announcements_text(const std::vector<rules::announcement>& from,
                               const usual_ids& usual);

/// False when the text is none; `out` is then in an unknown state.
bool read_announcements(std::string_view text, const usual_ids& usual,
                        std::vector<rules::announcement>& out);

} // namespace fleetwire::systems::rides::store
