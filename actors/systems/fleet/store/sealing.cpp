#include "actors/systems/fleet/store/sealing.hpp"

#include "actors/systems/fleet/store/columns.hpp"
#include "actors/systems/fleet/store/in_time.hpp"
#include "actors/systems/fleet/store/journal.hpp"
#include "actors/systems/fleet/store/way.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace fleetwire::systems::fleet::store {

namespace {

/// Rows of the journal that one statement looks at.
constexpr std::int64_t some_rows = 64;

} // namespace

void sealing::load(storage::session& history) {
  std::unordered_map<std::int64_t, packed_track> ways;
  for (auto rows = some_rows; rows == some_rows && size_ < how_.load && history.ok();) {
    rows = 0;
    history.rows(
      "SELECT id, packed FROM fleet_track_journal WHERE id > ? ORDER BY id LIMIT ?",
      [&](const storage::row& r) {
        ++rows;
        last_row_ = r.integer(0);
        unpack(history, r.bytes(1), [&](const position& p) {
          ways[p.vehicle].add(p);
          ++size_;
        });
      },
      last_row_, some_rows);
  }
  ways_.assign(std::move_iterator{ways.begin()}, std::move_iterator{ways.end()});
  std::sort(ways_.begin(), ways_.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  is_loaded_ = true;
}

bool sealing::step(storage::session& history) {
  if (!is_loaded_)
    load(history);
  std::size_t reports = 0;
  for (std::size_t count = 0;
       next_ < ways_.size() && count < how_.vehicles && reports < how_.reports && history.ok();
       ++count, ++next_) {
    auto way = std::exchange(ways_[next_].second, {});
    reports += way.size();
    auto some = unpack(history, way.bytes());
    put_in_order(some);
    seal(history, some);
  }
  if (next_ < ways_.size())
    return false;
  history.exec("DELETE FROM fleet_track_journal WHERE id <= ?", last_row_);
  return true;
}

std::int64_t move_rows(storage::session& history, std::int64_t limit) {
  std::vector<position> rows;
  history.rows(
    "SELECT vehicle, at, lat, lng, speed, heading, accuracy, altitude, fuel, ignition, marks"
    " FROM fleet_positions ORDER BY vehicle, at LIMIT ?",
    [&](const storage::row& r) {
      auto& p = rows.emplace_back();
      p.vehicle = r.integer(0);
      p.seen.at = instant_of(r.integer(1));
      p.seen.where = {r.number(2), r.number(3)};
      int column = 4;
      for (auto* number :
           {&p.seen.speed, &p.seen.heading, &p.seen.accuracy, &p.seen.altitude, &p.seen.fuel})
        *number = maybe_number(r, column++);
      if (!r.is_null(9))
        p.seen.ignition = r.integer(9) != 0;
      p.is_impossible = (r.integer(10) & 1) != 0;
      p.is_low = (r.integer(10) & 2) != 0;
      p.seen.accident = (r.integer(10) & 4) != 0;
    },
    limit);
  for (auto at = rows.begin(); at != rows.end();) {
    const auto end =
      std::find_if(at, rows.end(), [&](const position& p) { return p.vehicle != at->vehicle; });
    seal(history, {at, end});
    at = end;
  }
  if (!rows.empty())
    history.exec("DELETE FROM fleet_positions WHERE (vehicle, at) <= (?, ?)", rows.back().vehicle,
                 ms(*rows.back().seen.at));
  return history.ok() ? static_cast<std::int64_t>(rows.size()) : 0;
}

} // namespace fleetwire::systems::fleet::store
