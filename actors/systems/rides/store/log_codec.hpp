#pragma once

#include <string>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::store {

/// 2026-03-01T07:30:00.000Z, as JavaScript's Date writes it.
std::string iso_text(rules::instant at);

/// The JSON object that GET /api/trips/:id/events shows: members in their order, what is not known
/// as null, times as ISO texts, places as {lat, lng} or {lat, lng, address}.
std::string metadata_text(const std::vector<rules::log_field>& metadata);

} // namespace fleetwire::systems::rides::store
