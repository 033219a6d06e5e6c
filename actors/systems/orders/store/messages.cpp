#include "actors/systems/orders/store/messages.hpp"

#include "actors/systems/orders/store/columns.hpp"
#include "actors/systems/orders/store/images.hpp"
#include "actors/systems/orders/store/message_row.hpp"
#include "actors/systems/orders/store/sent.hpp"

#include <algorithm>

namespace fleetwire::systems::orders::store {

namespace {

using rules::message;

struct place {
  std::int64_t number = 0;
  std::optional<std::int64_t> previous; ///< none before the first
};

std::optional<place> place_of(storage::session& db, std::string_view order_id,
                              std::string_view message_id) {
  std::optional<place> found;
  db.rows(
    "SELECT number, previous FROM orders_message WHERE id = ? AND order_id = ?",
    [&](const storage::row& r) {
      found = place{r.integer(0), r.is_null(1) ? std::nullopt : std::optional{r.integer(1)}};
    },
    message_id, order_id);
  return found;
}

std::optional<std::int64_t> newest_of(storage::session& db, std::string_view order_id) {
  std::optional<std::int64_t> found;
  db.rows(
    "SELECT number FROM orders_newest_message WHERE order_id = ?",
    [&](const storage::row& r) { found = r.integer(0); }, order_id);
  return found;
}

/// At the end of its order.
void add_row(storage::session& db, std::int64_t number, const message& what,
             const std::optional<std::int64_t>& key) {
  db.exec(
    "INSERT INTO orders_message(number, id, order_id, previous, sender_id, sender_name, type,"
    " content, client_id, at, sent_key) VALUES(?1, ?2, ?3,"
    " (SELECT number FROM orders_newest_message WHERE order_id = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    number, what.id, what.order_id, what.sender_id, what.sender_name, to_string(what.type),
    what.content, what.client_id, ms(what.created_at), key);
  db.exec("INSERT INTO orders_newest_message(order_id, number) VALUES(?, ?)"
          " ON CONFLICT(order_id) DO UPDATE SET number = excluded.number",
          what.order_id, number);
}

struct looked {
  stored_message found;
  std::optional<std::int64_t> key; ///< for the message, if it has a clientId
};

looked look(storage::session& db, sent_lately& lately, const message& what) {
  looked out;
  lately.open(db);
  if (!db.ok())
    return out;
  if (what.client_id) {
    auto sent = find_sent(db, lately, what.sender_id, *what.client_id);
    out.key = sent.key;
    out.found.known = std::move(sent.known);
  }
  if (out.found.known) // whatever became of its image
    return out;
  if (what.type == rules::message_type::image)
    if (const auto image = rules::image_in(what.content, what.order_id))
      out.found.has_image = load_image(db, what.order_id, *image).has_value();
  return out;
}

} // namespace

stored_message look_before(storage::session& db, sent_lately& lately, const message& what) {
  return look(db, lately, what).found;
}

stored_message put(storage::session& db, sent_lately& lately, const message& what) {
  auto [found, key] = look(db, lately, what);
  if (!db.ok() || found.known || !found.has_image)
    return found;
  const auto number = lately.next_number();
  add_row(db, number, what, key);
  if (key)
    lately.add(*key, number);
  return found;
}

message_page history(storage::session& db, std::string_view order_id,
                     const std::optional<std::string>& before, std::int64_t limit) {
  message_page out;
  std::optional<std::int64_t> from;
  if (before) {
    const auto end = place_of(db, order_id, *before);
    out.is_known = end.has_value();
    from = end ? end->previous : std::nullopt;
  } else {
    from = newest_of(db, order_id);
  }
  if (!from)
    return out;
  db.rows(
    "WITH RECURSIVE back AS (SELECT * FROM orders_message WHERE number = ?1 UNION ALL"
    " SELECT m.* FROM back JOIN orders_message m ON m.number = back.previous LIMIT ?2)"
    " SELECT id, order_id, sender_id, sender_name, type, content, client_id, at FROM back",
    [&](const storage::row& r) { out.messages.push_back(read_message(r)); }, *from, limit + 1);
  out.has_more = out.messages.size() > static_cast<std::size_t>(limit);
  if (out.has_more)
    out.messages.pop_back();
  std::ranges::reverse(out.messages);
  return out;
}

marked mark_read(storage::session& db, std::string_view order_id, std::string_view user_id,
                 std::string_view message_id, rules::instant now) {
  const auto place = place_of(db, order_id, message_id);
  if (!place)
    return marked::unknown;
  db.exec("INSERT INTO orders_read(order_id, user_id, number, at) VALUES(?, ?, ?, ?)"
          " ON CONFLICT(order_id, user_id) DO UPDATE SET number = excluded.number,"
          " at = excluded.at WHERE excluded.number > orders_read.number",
          order_id, user_id, place->number, ms(now));
  return db.ok() && db.changes() > 0 ? marked::moved : marked::stayed;
}

std::int64_t unread(storage::session& db, std::string_view order_id, std::string_view user_id) {
  std::int64_t count = 0;
  db.rows(
    "WITH RECURSIVE mark(number) AS (SELECT coalesce((SELECT number FROM orders_read"
    " WHERE order_id = ?1 AND user_id = ?2), 0)),"
    " back(number, previous, sender_id) AS ("
    "SELECT m.number, m.previous, m.sender_id FROM orders_newest_message n"
    " JOIN orders_message m ON m.number = n.number, mark"
    " WHERE n.order_id = ?1 AND m.number > mark.number UNION ALL"
    " SELECT m.number, m.previous, m.sender_id FROM back"
    " JOIN orders_message m ON m.number = back.previous, mark WHERE m.number > mark.number)"
    " SELECT count(*) FROM back WHERE sender_id <> ?2",
    [&](const storage::row& r) { count = r.integer(0); }, order_id, user_id);
  return count;
}

} // namespace fleetwire::systems::orders::store
