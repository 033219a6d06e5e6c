#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

/// There is no room for what a trip of a greater version has to say: that fails the job.
inline constexpr std::uint64_t last_version = (1U << 24) - 1;

/// `number` is that of the trip's row.
void add_to_outbox(storage::session& db, std::int64_t number, const rules::trip& by,
                   const std::vector<rules::announcement>& announcements);

/// In the order in which it was decided.
std::vector<outbox_entry> load_outbox(storage::session& db);

/// All that this trip had to say up to this version of it was said.
void forget_outbox(storage::session& db, std::string_view trip_id, std::uint64_t up_to_version);

} // namespace fleetwire::systems::rides::store
