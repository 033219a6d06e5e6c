#include "actors/systems/orders/store/sent.hpp"

#include "actors/systems/orders/store/message_row.hpp"

#include <string>
#include <vector>

namespace fleetwire::systems::orders::store {

namespace {

using rules::message;

std::optional<message> message_of(storage::session& db, std::int64_t number) {
  std::optional<message> found;
  db.rows(
    "SELECT id, order_id, sender_id, sender_name, type, content, client_id, at"
    " FROM orders_message WHERE number = ?",
    [&](const storage::row& r) { found = read_message(r); }, number);
  return found;
}

std::optional<message> message_under(storage::session& db, sent_lately& lately, std::int64_t key) {
  std::optional<message> found;
  if (lately.is_free(db, key))
    return found;
  if (const auto number = lately.find(key))
    found = message_of(db, *number);
  if (found)
    return found;
  std::optional<std::int64_t> gathered;
  db.rows(
    "SELECT number FROM orders_sent WHERE key = ?",
    [&](const storage::row& r) { gathered = r.integer(0); }, key);
  return gathered ? message_of(db, *gathered) : std::nullopt;
}

std::optional<message> find_unkeyed(storage::session& db, std::string_view sender,
                                    std::string_view client) {
  std::optional<std::int64_t> number;
  db.rows(
    "SELECT number FROM orders_sent_unkeyed WHERE sender_id = ? AND client_id = ?",
    [&](const storage::row& r) { number = r.integer(0); }, sender, client);
  return number ? message_of(db, *number) : std::nullopt;
}

} // namespace

sent_under find_sent(storage::session& db, sent_lately& lately, std::string_view sender,
                     std::string_view client) {
  sent_under out{lately.first_key(sender, client), {}};
  while (auto there = message_under(db, lately, out.key)) {
    if (there->sender_id == sender && there->client_id == client) {
      out.known = std::move(there);
      return out;
    }
    ++out.key;
  }
  if (lately.has_unkeyed())
    out.known = find_unkeyed(db, sender, client);
  return out;
}

std::size_t key_some(storage::session& db, sent_lately& lately, std::size_t most) {
  struct name {
    std::string sender, client;
    std::int64_t number = 0;
  };
  std::vector<name> some;
  db.rows(
    "SELECT sender_id, client_id, number FROM orders_sent_unkeyed"
    " ORDER BY sender_id, client_id LIMIT ?",
    [&](const storage::row& r) { some.push_back({text_at(r, 0), text_at(r, 1), r.integer(2)}); },
    most);
  for (const auto& each : some) {
    auto key = lately.first_key(each.sender, each.client);
    while (message_under(db, lately, key))
      ++key;
    db.exec("INSERT INTO orders_sent(key, number) VALUES(?, ?)", key, each.number);
    lately.add_gathered(key);
  }
  if (!some.empty())
    db.exec("DELETE FROM orders_sent_unkeyed WHERE (sender_id, client_id) <= (?, ?)",
            some.back().sender, some.back().client);
  return some.size();
}

} // namespace fleetwire::systems::orders::store
