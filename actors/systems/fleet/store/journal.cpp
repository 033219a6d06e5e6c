#include "actors/systems/fleet/store/journal.hpp"

#include "actors/systems/fleet/store/columns.hpp"

namespace fleetwire::systems::fleet::store {

void append(storage::session& history, const packed_track& some) {
  if (!some.empty())
    history.exec("INSERT INTO fleet_track_journal(reports, first_at, last_at, packed)"
                 " VALUES(?, ?, ?, ?)",
                 some.size(), ms(some.first()), ms(some.last()), storage::blob{some.bytes()});
}

std::uint64_t unsealed(storage::session& history) {
  std::uint64_t out = 0;
  history.rows("SELECT coalesce(sum(reports), 0) FROM fleet_track_journal",
               [&](const storage::row& r) { out = static_cast<std::uint64_t>(r.integer(0)); });
  return out;
}

void each_unsealed(storage::session& history, rules::instant from, rules::instant to,
                   const position_visitor& visit) {
  history.rows(
    "SELECT packed FROM fleet_track_journal WHERE last_at >= ? AND first_at <= ? ORDER BY id",
    [&](const storage::row& r) { unpack(history, r.bytes(0), visit); }, ms(from), ms(to));
}

void fail_torn(storage::session& history) {
  history.fail({storage::errc::corrupt, "packed positions cannot be read"});
}

std::vector<position> unpack(storage::session& history, std::string_view packed) {
  std::vector<position> out;
  unpack(history, packed, [&](const position& p) { out.push_back(p); });
  return out;
}

} // namespace fleetwire::systems::fleet::store
