#include "actors/systems/orders/store/messages.hpp"

#include "actors/systems/orders/store/columns.hpp"
#include "actors/systems/orders/store/images.hpp"

#include <algorithm>

namespace fleetwire::systems::orders::store {

namespace {

using rules::message;

message read_row(const storage::row& r) {
  message out;
  out.id = r.text(0);
  out.order_id = r.text(1);
  out.sender_id = r.text(2);
  out.sender_name = r.text(3);
  out.type = rules::message_type_from(r.text(4)).value_or(rules::message_type::text);
  out.content = r.text(5);
  out.client_id = maybe_text(r, 6);
  out.created_at = instant_at(r, 7);
  return out;
}

std::optional<message> find_by_client(storage::session& db, const message& like) {
  std::optional<message> found;
  if (like.client_id)
    db.rows(
      "SELECT id, order_id, sender_id, sender_name, type, content, client_id, at"
      " FROM orders_message WHERE sender_id = ? AND client_id = ?",
      [&](const storage::row& r) { found = read_row(r); }, like.sender_id, *like.client_id);
  return found;
}

std::optional<std::int64_t> number_of(storage::session& db, std::string_view order_id,
                                      std::string_view message_id) {
  std::optional<std::int64_t> found;
  db.rows(
    "SELECT number FROM orders_message WHERE id = ? AND order_id = ?",
    [&](const storage::row& r) { found = r.integer(0); }, message_id, order_id);
  return found;
}

} // namespace

stored_message put(storage::session& db, const message& what) {
  if (what.type == rules::message_type::image) {
    if (auto known = find_by_client(db, what)) // whatever became of its image
      return {std::move(*known), false, true};
    if (const auto image = rules::image_in(what.content, what.order_id))
      if (!load_image(db, what.order_id, *image))
        return {what, false, false};
  }
  db.exec("INSERT INTO orders_message(id, order_id, sender_id, sender_name, type, content,"
          " client_id, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT(sender_id, client_id) WHERE client_id IS NOT NULL DO NOTHING",
          what.id, what.order_id, what.sender_id, what.sender_name, to_string(what.type),
          what.content, what.client_id, ms(what.created_at));
  if (db.ok() && db.changes() == 0)
    if (auto known = find_by_client(db, what))
      return {std::move(*known), false, true};
  return {what, true, true};
}

message_page history(storage::session& db, std::string_view order_id,
                     const std::optional<std::string>& before, std::int64_t limit) {
  message_page out;
  std::optional<std::int64_t> end;
  if (before) {
    end = number_of(db, order_id, *before);
    out.is_known = end.has_value();
    if (!out.is_known)
      return out;
  }
  db.rows(
    "SELECT id, order_id, sender_id, sender_name, type, content, client_id, at"
    " FROM orders_message WHERE order_id = ?1 AND number < coalesce(?2, 9223372036854775807)"
    " ORDER BY number DESC LIMIT ?3",
    [&](const storage::row& r) { out.messages.push_back(read_row(r)); }, order_id, end, limit + 1);
  out.has_more = out.messages.size() > static_cast<std::size_t>(limit);
  if (out.has_more)
    out.messages.pop_back();
  std::ranges::reverse(out.messages);
  return out;
}

marked mark_read(storage::session& db, std::string_view order_id, std::string_view user_id,
                 std::string_view message_id, rules::instant now) {
  const auto number = number_of(db, order_id, message_id);
  if (!number)
    return marked::unknown;
  db.exec("INSERT INTO orders_read(order_id, user_id, number, at) VALUES(?, ?, ?, ?)"
          " ON CONFLICT(order_id, user_id) DO UPDATE SET number = excluded.number,"
          " at = excluded.at WHERE excluded.number > orders_read.number",
          order_id, user_id, *number, ms(now));
  return db.ok() && db.changes() > 0 ? marked::moved : marked::stayed;
}

std::int64_t unread(storage::session& db, std::string_view order_id, std::string_view user_id) {
  std::int64_t count = 0;
  db.rows(
    "SELECT count(*) FROM orders_message WHERE order_id = ?1 AND sender_id <> ?2"
    " AND number > coalesce((SELECT number FROM orders_read WHERE order_id = ?1"
    " AND user_id = ?2), 0)",
    [&](const storage::row& r) { count = r.integer(0); }, order_id, user_id);
  return count;
}

} // namespace fleetwire::systems::orders::store
