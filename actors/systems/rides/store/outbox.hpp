#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/systems/rides/rules/announcement.hpp"
#include "storage/store.hpp"

/// What was decided and perhaps not yet said. Filled by insert() and update() of trips.
namespace fleetwire::systems::rides::store {

struct outbox_entry {
  std::string trip_id;
  std::uint64_t version = 0; // of the trip that says it
  rules::announcement what;
};

void add_to_outbox(storage::session& db, const rules::trip& by,
                   const std::vector<rules::announcement>& announcements);

/// In the order in which it was decided.
std::vector<outbox_entry> load_outbox(storage::session& db);

/// Trips, and up to which version of them all that they had to say was said.
using told_versions = std::unordered_map<std::string, std::uint64_t>;

void forget_outbox(storage::session& db, const told_versions& told);

} // namespace fleetwire::systems::rides::store
