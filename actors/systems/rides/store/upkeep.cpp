#include "actors/systems/rides/store/upkeep.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "actors/systems/rides/store/columns.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/outbox.hpp"

namespace fleetwire::systems::rides::store {

void save_newcomer(storage::session& db, std::string id, std::string driver_id,
                   std::optional<std::string> vehicle_id, rules::instant now) {
  rules::availability a;
  a.id = std::move(id);
  a.driver_id = std::move(driver_id);
  a.vehicle_id = std::move(vehicle_id);
  a.updated_at = now;
  save(db, a);
}

bool is_at_work(storage::session& db, std::string_view driver_id, std::string_view vehicle_id) {
  bool found = false;
  const auto note = [&found](const storage::row&) { found = true; };
  db.rows("SELECT 1 FROM rides_trips WHERE driver_id = ?1 AND (?2 = '' OR vehicle_id = ?2)"
          " AND phase = 2",
          note, driver_id, vehicle_id);
  db.rows("SELECT 1 FROM rides_assignments WHERE driver_id = ?1 AND (?2 = '' OR vehicle_id = ?2)"
          " AND status = 'offered'",
          note, driver_id, vehicle_id);
  return found;
}

std::int64_t purge_trips(storage::session& db, rules::instant before, std::int64_t limit) {
  struct ended {
    std::int64_t number;
    std::string id;
  };
  std::vector<ended> old;
  db.rows(
    "SELECT number, id FROM rides_trips WHERE updated_at < ? AND phase = 0"
    " ORDER BY updated_at LIMIT ?",
    [&old](const storage::row& r) { old.push_back({r.integer(0), text_at(r, 1)}); }, ms(before),
    limit);
  told_versions nobody_hears_more;
  for (auto& each : old)
    nobody_hears_more.emplace(std::move(each.id), std::numeric_limits<std::uint64_t>::max());
  if (!old.empty())
    forget_outbox(db, nobody_hears_more);
  for (const auto& [number, _] : old) {
    db.exec("DELETE FROM rides_trip_log WHERE trip = ?", number);
    db.exec("DELETE FROM rides_assignments WHERE trip = ?", number);
    db.exec("DELETE FROM rides_trip_plans WHERE number = ?", number);
    db.exec("DELETE FROM rides_trips WHERE number = ?", number);
  }
  return db.ok() ? static_cast<std::int64_t>(old.size()) : 0;
}

} // namespace fleetwire::systems::rides::store
