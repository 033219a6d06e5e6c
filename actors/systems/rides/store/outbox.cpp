#include "actors/systems/rides/store/outbox.hpp"

#include <utility>

#include "actors/systems/rides/store/announcement_codec.hpp"
#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

void add_to_outbox(storage::session& db, const rules::trip& by,
                   const std::vector<rules::announcement>& announcements) {
  if (!announcements.empty())
    db.exec("INSERT INTO rides_outbox(trip_id, version, announcements) VALUES(?, ?, ?)", by.id,
            by.version, announcements_text(announcements, {by.id, by.passenger_id}));
}

std::vector<outbox_entry> load_outbox(storage::session& db) {
  std::vector<outbox_entry> out;
  std::vector<rules::announcement> said;
  db.rows("SELECT t.id, t.passenger_id, o.version, o.announcements"
          " FROM rides_outbox o CROSS JOIN rides_trips t ON t.id = o.trip_id ORDER BY o.id",
          [&](const storage::row& r) {
            const auto trip = r.text(0);
            if (!read_announcements(r.text(3), {trip, r.text(1)}, said))
              return fail_unreadable(db, "what trip " + std::string{trip} + " had to say");
            const auto version = static_cast<std::uint64_t>(r.integer(2));
            for (auto& each : said)
              out.push_back({std::string{trip}, version, std::move(each)});
          });
  return out;
}

// Looks at all there is: that is little, and nearly all of it goes.
void forget_outbox(storage::session& db, const told_versions& told) {
  struct range {
    std::int64_t first, last;
  };
  std::vector<range> gone;
  bool goes_on = false;
  std::string trip;
  db.rows("SELECT id, trip_id, version FROM rides_outbox ORDER BY id", [&](const storage::row& r) {
    trip = r.text(1);
    const auto known = told.find(trip);
    const bool is_told =
      known != told.end() && static_cast<std::uint64_t>(r.integer(2)) <= known->second;
    if (is_told && !goes_on)
      gone.push_back({r.integer(0), r.integer(0)});
    else if (is_told)
      gone.back().last = r.integer(0);
    goes_on = is_told;
  });
  for (const auto& [first, last] : gone)
    db.exec("DELETE FROM rides_outbox WHERE id BETWEEN ? AND ?", first, last);
}

} // namespace fleetwire::systems::rides::store
