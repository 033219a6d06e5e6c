#include "actors/systems/rides/store/trip_numbers.hpp"

#include <array>
#include <functional>
#include <string>

namespace fleetwire::systems::rides::store {

namespace {

struct known_number {
  std::string trip_id;
  std::int64_t number = 0;
};

/// More than are under way in a large town; two trips of one place displace each other.
known_number& place_of(std::string_view trip_id) noexcept {
  thread_local std::array<known_number, 2048> known;
  return known[std::hash<std::string_view>{}(trip_id) % known.size()];
}

} // namespace

std::int64_t number_of(storage::session& db, std::string_view trip_id) {
  std::int64_t out = 0;
  db.rows(
    "SELECT number FROM rides_trips WHERE id = ?",
    [&out](const storage::row& r) { out = r.integer(0); }, trip_id);
  return out;
}

std::int64_t guess_number(std::string_view trip_id) noexcept {
  const auto& found = place_of(trip_id);
  return found.trip_id == trip_id ? found.number : 0;
}

void note_number(std::string_view trip_id, std::int64_t number) {
  place_of(trip_id) = {std::string{trip_id}, number};
}

} // namespace fleetwire::systems::rides::store
