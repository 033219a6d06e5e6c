#include "actors/systems/rides/store/audit.hpp"

#include "actors/systems/rides/store/columns.hpp"

namespace fleetwire::systems::rides::store {

void insert_audit(storage::session& db, const audit_entry& what) {
  db.exec("INSERT INTO rides_audit(at, actor, action, subject) VALUES(?, ?, ?, ?)", ms(what.at),
          what.actor, what.action, what.subject);
}

audit_page list_audit(storage::session& db, std::int64_t limit, std::int64_t offset) {
  audit_page out;
  db.rows("SELECT count(*) FROM rides_audit",
          [&](const storage::row& r) { out.total = r.integer(0); });
  db.rows(
    "SELECT at, actor, action, subject FROM rides_audit ORDER BY id DESC LIMIT ? OFFSET ?",
    [&](const storage::row& r) {
      out.entries.push_back(
        {instant_at(r, 0), std::string{r.text(1)}, std::string{r.text(2)}, std::string{r.text(3)}});
    },
    limit, offset);
  return out;
}

} // namespace fleetwire::systems::rides::store
