#pragma once

#include <string>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// The JSON object that GET /api/trips/:id/events shows: members in their order, what is not known
/// as null, times as ISO texts, places as {lat, lng} or {lat, lng, address}.
std::string metadata_text(const std::vector<rules::log_field>& metadata);

} // namespace fleetwire::systems::rides::store
