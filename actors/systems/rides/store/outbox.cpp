#include "actors/systems/rides/store/outbox.hpp"

#include <algorithm>
#include <utility>

#include "actors/systems/rides/store/announcement_codec.hpp"
#include "actors/systems/rides/store/columns.hpp"
#include "actors/systems/rides/store/trip_numbers.hpp"

namespace fleetwire::systems::rides::store {

namespace {

// As the schema has it.
constexpr std::int64_t key_of(std::int64_t number, std::uint64_t version) noexcept {
  return (number << 24) + static_cast<std::int64_t>(version);
}

} // namespace

void add_to_outbox(storage::session& db, std::int64_t number, const rules::trip& by,
                   const std::vector<rules::announcement>& announcements) {
  if (announcements.empty())
    return;
  if (by.version > last_version)
    return db.fail({storage::errc::full, "trip " + by.id + " has had too many versions"});
  db.exec("INSERT INTO rides_outbox(id, at, announcements) VALUES(?, ?, ?)",
          key_of(number, by.version), ms(by.updated_at), announcements_text(announcements));
}

std::vector<outbox_entry> load_outbox(storage::session& db) {
  struct decided {
    std::int64_t at;
    outbox_entry what;
  };
  std::vector<decided> all;
  std::vector<rules::announcement> said;
  db.rows(
    "SELECT t.id, o.id & 0xffffff, o.at, o.announcements"
    " FROM rides_outbox o CROSS JOIN rides_trips t ON t.number = o.id >> 24 ORDER BY o.id",
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
  const auto forget = [&](std::int64_t number) {
    db.exec("DELETE FROM rides_outbox WHERE id BETWEEN ?1 AND ?2"
            " AND (SELECT id FROM rides_trips WHERE number = ?3) = ?4",
            key_of(number, 0), key_of(number, std::min(up_to_version, last_version)), number,
            trip_id);
    return db.changes() > 0;
  };
  if (!forget(guess_number(trip_id)))
    forget(number_of(db, trip_id));
}

} // namespace fleetwire::systems::rides::store
