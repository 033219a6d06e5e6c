#pragma once

#include <cstdint>
#include <string_view>

#include "storage/store.hpp"

/// Trips have numbers in the tables: found faster than ids, which are texts.
namespace fleetwire::systems::rides::store {

/// 0 when there is no such trip.
std::int64_t number_of(storage::session& db, std::string_view trip_id);

/// What it was when this thread last learned of the trip, or 0. Another store or a job that was
/// undone may have taught it, so whoever uses the number has to check that the trip has it.
std::int64_t guess_number(std::string_view trip_id) noexcept;

void note_number(std::string_view trip_id, std::int64_t number);

} // namespace fleetwire::systems::rides::store
