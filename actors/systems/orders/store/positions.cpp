#include "actors/systems/orders/store/positions.hpp"

#include "actors/systems/orders/store/columns.hpp"

namespace fleetwire::systems::orders::store {

namespace {

rules::position read_row(const storage::row& r) {
  return {r.number(0), r.number(1), maybe_number(r, 2), maybe_number(r, 3), instant_at(r, 4)};
}

} // namespace

void append(storage::session& history, std::string_view order_id, std::string_view courier_id,
            const rules::position& what) {
  history.exec("INSERT INTO orders_position(order_id, courier_id, lat, lng, heading, speed, at)"
               " VALUES(?, ?, ?, ?, ?, ?, ?)",
               order_id, courier_id, what.lat, what.lng, what.heading, what.speed, ms(what.at));
}

std::optional<rules::position> newest_position(storage::session& history,
                                               std::string_view order_id) {
  std::optional<rules::position> found;
  history.rows(
    "SELECT lat, lng, heading, speed, at FROM orders_position WHERE order_id = ?"
    " ORDER BY id DESC LIMIT 1",
    [&](const storage::row& r) { found = read_row(r); }, order_id);
  return found;
}

track track_of(storage::session& history, std::string_view order_id, std::int64_t limit,
               std::int64_t offset) {
  track out;
  history.rows(
    "SELECT count(*) FROM orders_position WHERE order_id = ?",
    [&](const storage::row& r) { out.total = r.integer(0); }, order_id);
  history.rows(
    "SELECT lat, lng, heading, speed, at FROM orders_position WHERE order_id = ?"
    " ORDER BY id LIMIT ? OFFSET ?",
    [&](const storage::row& r) { out.positions.push_back(read_row(r)); }, order_id, limit, offset);
  return out;
}

std::int64_t purge_positions(storage::session& history, rules::instant before, std::int64_t limit) {
  history.exec("DELETE FROM orders_position WHERE id IN (SELECT id FROM"
               " (SELECT id, at FROM orders_position ORDER BY id LIMIT ?1) WHERE at < ?2)",
               limit, ms(before));
  return history.ok() ? history.changes() : 0;
}

void trim_track(storage::session& history, std::string_view order_id, std::int64_t most) {
  history.exec("DELETE FROM orders_position WHERE order_id = ?1 AND id <= (SELECT id FROM"
               " orders_position WHERE order_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
               order_id, most);
}

} // namespace fleetwire::systems::orders::store
