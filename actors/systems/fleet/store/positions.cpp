#include "actors/systems/fleet/store/positions.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

constexpr std::int64_t impossible = 1;
constexpr std::int64_t low_fuel = 2;
constexpr std::int64_t accident = 4;

constexpr std::string_view columns = "SELECT vehicle, at, lat, lng, speed, heading, accuracy,"
                                     " altitude, fuel, ignition, marks FROM fleet_positions ";

std::int64_t marks_of(const position& p) {
  return (p.is_impossible ? impossible : 0) | (p.is_low ? low_fuel : 0)
         | (p.seen.accident ? accident : 0);
}

position read_row(const storage::row& r) {
  position p;
  p.vehicle = r.integer(0);
  p.seen.at = instant_of(r.integer(1));
  p.seen.where = {r.number(2), r.number(3)};
  p.seen.speed = maybe_number(r, 4);
  p.seen.heading = maybe_number(r, 5);
  p.seen.accuracy = maybe_number(r, 6);
  p.seen.altitude = maybe_number(r, 7);
  p.seen.fuel = maybe_number(r, 8);
  if (!r.is_null(9))
    p.seen.ignition = r.integer(9) != 0;
  const auto marks = r.integer(10);
  p.is_impossible = (marks & impossible) != 0;
  p.is_low = (marks & low_fuel) != 0;
  p.seen.accident = (marks & accident) != 0;
  return p;
}

} // namespace

void append(storage::session& history, const std::vector<position>& some) {
  for (const auto& p : some)
    history.exec("INSERT OR IGNORE INTO fleet_positions(vehicle, at, lat, lng, speed, heading,"
                 " accuracy, altitude, fuel, ignition, marks)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 p.vehicle, ms(*p.seen.at), p.seen.where.lat, p.seen.where.lng, p.seen.speed,
                 p.seen.heading, p.seen.accuracy, p.seen.altitude, p.seen.fuel, p.seen.ignition,
                 marks_of(p));
}

std::optional<position> newest_position(storage::session& history, std::int64_t vehicle) {
  static const auto sql =
    std::string{columns} + "WHERE vehicle = ? AND (marks & 1) = 0 ORDER BY at DESC LIMIT 1";
  std::optional<position> out;
  history.rows(sql, [&](const storage::row& r) { out = read_row(r); }, vehicle);
  return out;
}

std::vector<position> positions(storage::session& history, const position_range& which) {
  static const auto sql =
    std::string{columns} + "WHERE vehicle = ? AND at >= ? AND at <= ? ORDER BY at LIMIT ?";
  std::vector<position> out;
  history.rows(
    sql, [&](const storage::row& r) { out.push_back(read_row(r)); }, which.vehicle, ms(which.from),
    ms(which.to), which.limit);
  return out;
}

std::int64_t purge(storage::session& history, std::int64_t vehicle, instant before,
                   std::int64_t limit) {
  history.exec("DELETE FROM fleet_positions WHERE vehicle = ?1 AND at IN (SELECT at FROM"
               " fleet_positions WHERE vehicle = ?1 AND at < ?2 AND at < (SELECT max(at) FROM"
               " fleet_positions WHERE vehicle = ?1 AND (marks & 1) = 0) ORDER BY at LIMIT ?3)",
               vehicle, ms(before), limit);
  return history.ok() ? history.changes() : 0;
}

std::optional<std::int64_t> next_vehicle(storage::session& history, std::int64_t after) {
  std::optional<std::int64_t> out;
  history.rows(
    "SELECT min(vehicle) FROM fleet_positions WHERE vehicle > ?",
    [&](const storage::row& r) {
      if (!r.is_null(0))
        out = r.integer(0);
    },
    after);
  return out;
}

} // namespace fleetwire::systems::fleet::store
