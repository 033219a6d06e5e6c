#include "actors/systems/fleet/notifications/table.hpp"

#include <utility>

namespace fleetwire::systems::fleet::notifications {

namespace {

// `number` is their order; times are milliseconds since 1970.
constexpr std::string_view steps[] = {
  R"sql(
CREATE TABLE fleet_notifications(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  title TEXT NOT NULL,
  message TEXT NOT NULL,
  type TEXT NOT NULL,
  data TEXT,
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE INDEX fleet_notifications_of_user ON fleet_notifications(user_id, number);
CREATE INDEX fleet_notifications_unread ON fleet_notifications(user_id) WHERE read_at IS NULL;
CREATE INDEX fleet_notifications_age ON fleet_notifications(created_at);
)sql"};

note read_note(const storage::row& r) {
  note out;
  out.id = r.text(0);
  out.user = r.text(1);
  out.what.title = r.text(2);
  out.what.message = r.text(3);
  out.what.type = r.text(4);
  if (!r.is_null(5))
    out.what.data.text = r.text(5);
  out.created_at = r.integer(6);
  out.read = !r.is_null(7);
  return out;
}

} // namespace

const storage::schema table_schema{"fleet_notifications", storage::file::promises, steps};

void insert(storage::session& db, const note& what, std::size_t most) {
  const auto& said = what.what;
  db.exec("INSERT INTO fleet_notifications(id, user_id, title, message, type, data, created_at) "
          "VALUES(?, ?, ?, ?, ?, ?, ?)",
          what.id, what.user, said.title, said.message, said.type,
          said.data.text.empty() ? std::nullopt : std::optional{said.data.text}, what.created_at);
  db.exec("DELETE FROM fleet_notifications WHERE user_id = ?1 AND number <= "
          "(SELECT number FROM fleet_notifications WHERE user_id = ?1 "
          "ORDER BY number DESC LIMIT 1 OFFSET ?2)",
          what.user, most);
}

std::int64_t unread_of(storage::session& db, const std::string& user) {
  std::int64_t out = 0;
  db.rows(
    "SELECT COUNT(*) FROM fleet_notifications WHERE user_id = ? AND read_at IS NULL",
    [&](const storage::row& r) { out = r.integer(0); }, user);
  return out;
}

bool mark_read(storage::session& db, const std::string& user, const std::string& id,
               std::int64_t now) {
  db.exec("UPDATE fleet_notifications SET read_at = coalesce(read_at, ?) "
          "WHERE id = ? AND user_id = ?",
          now, id, user);
  return db.changes() > 0;
}

std::int64_t mark_all_read(storage::session& db, const std::string& user, std::int64_t now) {
  db.exec("UPDATE fleet_notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL", now,
          user);
  return db.changes();
}

std::vector<note> list(storage::session& db, const wish& what) {
  std::vector<note> out;
  // Who was `before` and is forgotten had nothing older: the oldest go first.
  db.rows(
    "SELECT id, user_id, title, message, type, data, created_at, read_at "
    "FROM fleet_notifications WHERE user_id = ?1 "
    "AND (?2 = '' OR number < (SELECT number FROM fleet_notifications "
    "WHERE id = ?2 AND user_id = ?1)) "
    "AND (?3 IS NULL OR created_at < ?3) AND (?4 = 0 OR read_at IS NULL) "
    "ORDER BY number DESC LIMIT ?5",
    [&](const storage::row& r) { out.push_back(read_note(r)); }, what.user, what.before,
    what.before_time, what.only_unread, what.limit);
  return out;
}

pruned prune(storage::session& db, std::int64_t before, std::size_t most) {
  pruned out;
  db.rows(
    "DELETE FROM fleet_notifications WHERE number IN (SELECT number FROM fleet_notifications "
    "WHERE created_at < ? ORDER BY created_at LIMIT ?) RETURNING user_id, read_at IS NULL",
    [&](const storage::row& r) {
      ++out.count;
      if (r.integer(1) != 0)
        out.unread_by.emplace_back(r.text(0));
    },
    before, most);
  out.unread_by = each_once(std::move(out.unread_by));
  return out;
}

} // namespace fleetwire::systems::fleet::notifications
