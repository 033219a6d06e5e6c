#include "actors/systems/identity/store/sessions.hpp"

#include "actors/systems/identity/store/columns.hpp"

namespace fleetwire::systems::identity {

namespace {

// In the order of read_session.
#define SESSION_COLUMNS                                                                            \
  "id, user_id, type, application, jti, previous_jti, rotated_at, access_expires_at, "             \
  "previous_access_expires_at, refresh_expires_at, created_at, last_activity_at, os, browser, "    \
  "device_kind, app_version, ip_address, user_agent, revoked, revoked_reason"

session_record read_session(const storage::row& r) {
  session_record out;
  out.id = r.text(0);
  out.user_id = r.text(1);
  out.type = parse<session_type>(r.text(2)).value_or(session_type::api_client);
  out.application = parse<audience>(r.text(3));
  out.jti = r.text(4);
  out.previous_jti = r.text(5);
  out.rotated_at = r.integer(6);
  out.access_expires_at = r.integer(7);
  out.previous_access_expires_at = r.integer(8);
  out.refresh_expires_at = r.integer(9);
  out.created_at = r.integer(10);
  out.last_activity_at = r.integer(11);
  out.os = r.text(12);
  out.browser = r.text(13);
  out.device_kind = r.text(14);
  out.app_version = r.text(15);
  out.ip_address = r.text(16);
  out.user_agent = r.text(17);
  out.revoked = r.integer(18) != 0;
  out.revoked_reason = r.text(19);
  return out;
}

std::optional<session_record> one_session(storage::session& db, std::string_view sql,
                                          std::string_view by) {
  std::optional<session_record> out;
  db.rows(sql, [&](const storage::row& r) { out = read_session(r); }, by);
  return out;
}

std::optional<std::string> if_any(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional{std::string{text}};
}

} // namespace

void insert_session(storage::session& db, const session_record& what) {
  auto application =
    what.application ? if_any(to_string(*what.application)) : std::optional<std::string>{};
  db.exec("INSERT INTO identity_session(" SESSION_COLUMNS
          ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          what.id, what.user_id, to_string(what.type), application, what.jti,
          if_any(what.previous_jti), what.rotated_at, what.access_expires_at,
          what.previous_access_expires_at, what.refresh_expires_at, what.created_at,
          what.last_activity_at, what.os, what.browser, what.device_kind, what.app_version,
          what.ip_address, what.user_agent, what.revoked, what.revoked_reason);
}

void update_rotated(storage::session& db, const session_record& next) {
  db.exec("UPDATE identity_session SET jti = ?, previous_jti = ?, rotated_at = ?, "
          "access_expires_at = ?, previous_access_expires_at = ?, refresh_expires_at = ?, "
          "last_activity_at = ? WHERE id = ? AND jti = ? AND revoked = 0",
          next.jti, next.previous_jti, next.rotated_at, next.access_expires_at,
          next.previous_access_expires_at, next.refresh_expires_at, next.last_activity_at, next.id,
          next.previous_jti);
  if (db.ok() && db.changes() == 0)
    db.fail({storage::errc::conflict, "the session has turned or ended"});
}

bool revoke_session(storage::session& db, std::string_view id, std::string_view reason,
                    millis now) {
  db.exec("UPDATE identity_session SET revoked = 1, revoked_reason = ?, last_activity_at = ? "
          "WHERE id = ? AND revoked = 0",
          reason, now, id);
  return db.ok() && db.changes() > 0;
}

std::vector<std::string> revoke_sessions_of(storage::session& db, std::string_view user_id,
                                            std::string_view except, std::string_view reason,
                                            millis now) {
  std::vector<std::string> out;
  db.rows(
    "SELECT id FROM identity_session WHERE user_id = ? AND id <> ? AND revoked = 0",
    [&](const storage::row& r) { out.emplace_back(r.text(0)); }, user_id, except);
  for (const auto& each : out)
    revoke_session(db, each, reason, now);
  return out;
}

std::optional<session_record> find_session(storage::session& db, std::string_view id) {
  return one_session(db, "SELECT " SESSION_COLUMNS " FROM identity_session WHERE id = ?", id);
}

std::optional<session_record> find_session_by_jti(storage::session& db, std::string_view jti) {
  auto found =
    one_session(db, "SELECT " SESSION_COLUMNS " FROM identity_session WHERE jti = ?", jti);
  return found
           ? found
           : one_session(
               db, "SELECT " SESSION_COLUMNS " FROM identity_session WHERE previous_jti = ?", jti);
}

std::vector<session_record> list_sessions(storage::session& db, std::string_view user_id,
                                          millis now) {
  std::vector<session_record> out;
  db.rows(
    "SELECT " SESSION_COLUMNS " FROM identity_session WHERE user_id = ? AND revoked = 0 "
    "AND refresh_expires_at > ? ORDER BY created_at DESC, id",
    [&](const storage::row& r) { out.push_back(read_session(r)); }, user_id, now);
  return out;
}

void load_sessions(storage::session& db, millis now,
                   const std::function<void(const session_record&)>& each) {
  session_record what;
  db.rows(
    "SELECT id, user_id, jti, previous_jti, rotated_at, access_expires_at, "
    "previous_access_expires_at, refresh_expires_at FROM identity_session "
    "WHERE revoked = 0 AND refresh_expires_at > ?",
    [&](const storage::row& r) {
      what.id = r.text(0);
      what.user_id = r.text(1);
      what.jti = r.text(2);
      what.previous_jti = r.text(3);
      what.rotated_at = r.integer(4);
      what.access_expires_at = r.integer(5);
      what.previous_access_expires_at = r.integer(6);
      what.refresh_expires_at = r.integer(7);
      each(what);
    },
    now);
}

std::int64_t purge_sessions(storage::session& db, millis before, std::int64_t limit) {
  db.exec("DELETE FROM identity_session WHERE id IN (SELECT id FROM identity_session "
          "WHERE refresh_expires_at <= ? LIMIT ?)",
          before, limit);
  return db.ok() ? db.changes() : 0;
}

void insert_audit(storage::session& db, const audit_entry& what) {
  db.exec("INSERT INTO identity_audit(at, actor, action, subject, detail, ip_address) "
          "VALUES(?, ?, ?, ?, ?, ?)",
          what.at, what.actor, what.action, what.subject, what.detail, what.ip_address);
}

std::int64_t count_audit(storage::session& db) {
  std::int64_t out = 0;
  db.rows("SELECT count(*) FROM identity_audit",
          [&](const storage::row& r) { out = r.integer(0); });
  return out;
}

std::vector<audit_entry> list_audit(storage::session& db, std::int64_t limit, std::int64_t offset) {
  std::vector<audit_entry> out;
  db.rows(
    "SELECT at, actor, action, subject, detail, ip_address FROM identity_audit "
    "ORDER BY id DESC LIMIT ? OFFSET ?",
    [&](const storage::row& r) {
      out.push_back({r.integer(0), std::string{r.text(1)}, std::string{r.text(2)},
                     std::string{r.text(3)}, std::string{r.text(4)}, std::string{r.text(5)}});
    },
    limit, offset);
  return out;
}

} // namespace fleetwire::systems::identity
