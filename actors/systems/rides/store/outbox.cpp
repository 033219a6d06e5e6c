#include "actors/systems/rides/store/outbox.hpp"

#include "actors/systems/rides/store/announcement_codec.hpp"
#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

void add_to_outbox(storage::session& db, const std::string& trip_id, std::uint64_t version,
                   const std::vector<rules::announcement>& announcements) {
  for (const auto& each : announcements)
    db.exec("INSERT INTO rides_outbox(trip_id, version, announcement) VALUES(?, ?, ?)", trip_id,
            version, announcement_text(each));
}

std::vector<outbox_entry> load_outbox(storage::session& db) {
  std::vector<outbox_entry> out;
  db.rows("SELECT id, trip_id, version, announcement FROM rides_outbox ORDER BY id",
          [&](const storage::row& r) {
            auto& made = out.emplace_back();
            made.id = r.integer(0);
            made.trip_id = r.text(1);
            made.version = static_cast<std::uint64_t>(r.integer(2));
            if (!read_announcement(r.text(3), made.what))
              fail_unreadable(db, "announcement " + std::to_string(made.id));
          });
  return out;
}

void forget_outbox(storage::session& db, std::string_view trip_id, std::uint64_t up_to_version) {
  db.exec("DELETE FROM rides_outbox WHERE trip_id = ? AND version <= ?", trip_id, up_to_version);
}

} // namespace fleetwire::systems::rides::store
