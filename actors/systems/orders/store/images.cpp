#include "actors/systems/orders/store/images.hpp"

#include "actors/systems/orders/store/columns.hpp"

namespace fleetwire::systems::orders::store {

void insert(storage::session& db, const image& what) {
  db.exec("INSERT INTO orders_image(id, order_id, sender_id, type, bytes, at)"
          " VALUES(?, ?, ?, ?, ?, ?)",
          what.id, what.order_id, what.sender_id, what.type, what.bytes, ms(what.at));
}

std::optional<image> load_image(storage::session& db, std::string_view order_id,
                                std::string_view id) {
  std::optional<image> found;
  db.rows(
    "SELECT id, order_id, sender_id, type, bytes, at FROM orders_image"
    " WHERE id = ? AND order_id = ?",
    [&](const storage::row& r) {
      found = image{text_at(r, 0), text_at(r, 1), text_at(r, 2),
                    text_at(r, 3), r.integer(4),  instant_at(r, 5)};
    },
    id, order_id);
  return found;
}

std::int64_t images_of(storage::session& db, std::string_view order_id) {
  std::int64_t count = 0;
  db.rows(
    "SELECT count(*) FROM orders_image WHERE order_id = ?",
    [&](const storage::row& r) { count = r.integer(0); }, order_id);
  return count;
}

} // namespace fleetwire::systems::orders::store
