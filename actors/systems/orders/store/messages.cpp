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

/// What was sent under the clientId before.
std::optional<message> find_sent(storage::session& db, const sent_lately& lately,
                                 const message& like) {
  std::optional<message> found;
  if (!like.client_id)
    return found;
  const auto keep = [&](const storage::row& r) { found = read_row(r); };
  if (const auto number = lately.find(like.sender_id, *like.client_id))
    db.rows("SELECT id, order_id, sender_id, sender_name, type, content, client_id, at"
            " FROM orders_message WHERE number = ? AND sender_id = ? AND client_id = ?",
            keep, *number, like.sender_id, *like.client_id);
  if (!found)
    db.rows("SELECT id, order_id, sender_id, sender_name, type, content, client_id, at"
            " FROM orders_message WHERE number ="
            " (SELECT number FROM orders_sent WHERE sender_id = ? AND client_id = ?)",
            keep, like.sender_id, *like.client_id);
  return found;
}

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
void add_row(storage::session& db, std::int64_t number, const message& what) {
  db.exec(
    "INSERT INTO orders_message(number, id, order_id, previous, sender_id, sender_name, type,"
    " content, client_id, at) VALUES(?1, ?2, ?3,"
    " (SELECT number FROM orders_newest_message WHERE order_id = ?3), ?4, ?5, ?6, ?7, ?8, ?9)",
    number, what.id, what.order_id, what.sender_id, what.sender_name, to_string(what.type),
    what.content, what.client_id, ms(what.created_at));
  db.exec("INSERT INTO orders_newest_message(order_id, number) VALUES(?, ?)"
          " ON CONFLICT(order_id) DO UPDATE SET number = excluded.number",
          what.order_id, number);
}

} // namespace

stored_message look_before(storage::session& db, sent_lately& lately, const message& what) {
  lately.open(db);
  if (!db.ok())
    return {};
  if (auto known = find_sent(db, lately, what)) // whatever became of its image
    return {std::move(known)};
  if (what.type == rules::message_type::image)
    if (const auto image = rules::image_in(what.content, what.order_id))
      return {{}, load_image(db, what.order_id, *image).has_value()};
  return {};
}

stored_message put(storage::session& db, sent_lately& lately, const message& what) {
  auto before = look_before(db, lately, what);
  if (!db.ok() || before.known || !before.has_image)
    return before;
  const auto number = lately.next_number();
  add_row(db, number, what);
  if (what.client_id)
    lately.add(what.sender_id, *what.client_id, number);
  return before;
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
    [&](const storage::row& r) { out.messages.push_back(read_row(r)); }, *from, limit + 1);
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
