#include "actors/systems/rides/store/outbox.hpp"

#include <algorithm>
#include <utility>

#include "actors/systems/rides/store/announcement_codec.hpp"
#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

void add_to_outbox(storage::session& db, const rules::trip& by,
                   const std::vector<rules::announcement>& announcements) {
  if (!announcements.empty())
    db.exec("INSERT INTO rides_outbox(trip_id, version, at, announcements) VALUES(?, ?, ?, ?)",
            by.id, by.version, ms(by.updated_at), announcements_text(announcements));
}

std::vector<outbox_entry> load_outbox(storage::session& db) {
  struct decided {
    std::int64_t at;
    outbox_entry what;
  };
  std::vector<decided> all;
  std::vector<rules::announcement> said;
  db.rows(
    "SELECT trip_id, version, at, announcements FROM rides_outbox ORDER BY trip_id, version",
    [&](const storage::row& r) {
      const auto trip = r.text(0);
      if (!read_announcements(r.text(3), said))
        return fail_unreadable(db, "what trip " + std::string{trip} + " had to say");
      auto at = r.integer(2);
      if (!all.empty() && all.back().what.trip_id == trip)
        at = std::max(at, all.back().at); // a clock that was set back changes no order
      for (auto& each : said)
        all.push_back(
          {at, {std::string{trip}, static_cast<std::uint64_t>(r.integer(1)), std::move(each)}});
    });
  std::ranges::stable_sort(all, {}, &decided::at);
  std::vector<outbox_entry> out;
  for (auto& each : all)
    out.push_back(std::move(each.what));
  return out;
}

void forget_outbox(storage::session& db, std::string_view trip_id, std::uint64_t up_to_version) {
  db.exec("DELETE FROM rides_outbox WHERE trip_id = ? AND version <= ?", trip_id, up_to_version);
}

} // namespace fleetwire::systems::rides::store
