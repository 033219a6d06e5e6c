#pragma once

#include "actors/systems/fleet/notifications/note.hpp"
#include "storage/store.hpp"

/// Notifications in their table. In jobs of the store.
namespace fleetwire::systems::fleet::notifications {

extern const storage::schema table_schema;

/// Keeps it, and of its user no more than `most`.
void insert(storage::session& db, const note& what, std::size_t most);
std::int64_t unread_of(storage::session& db, const std::string& user);
/// False when he has none of that id. One that was read stays as it is.
bool mark_read(storage::session& db, const std::string& user, const std::string& id,
               std::int64_t now);
/// How many were unread.
std::int64_t mark_all_read(storage::session& db, const std::string& user, std::int64_t now);
std::vector<note> list(storage::session& db, const wish& what);

/// What prune() did: how many it forgot, and who had not read some of them.
struct pruned {
  std::size_t count = 0;
  std::vector<std::string> unread_by;
};
/// Forgets the oldest from before that time, up to `most`.
pruned prune(storage::session& db, std::int64_t before, std::size_t most);

} // namespace fleetwire::systems::fleet::notifications
