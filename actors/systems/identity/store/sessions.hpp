#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/identity/rules/session.hpp"
#include "storage/store.hpp"

/// Inside a job of the store; whatever fails first fails the job.
namespace fleetwire::systems::identity {

void insert_session(storage::session& db, const session_record& what);
/// Stores a rotation. Fails the job as a conflict when the session has turned or ended since it
/// was read: the caller judges anew.
void update_rotated(storage::session& db, const session_record& next);
/// False when it was revoked already or never there.
bool revoke_session(storage::session& db, std::string_view id, std::string_view reason, millis now);
/// All of a user but `except` (an id; may be empty). The ids of those that ended.
std::vector<std::string> revoke_sessions_of(storage::session& db, std::string_view user_id,
                                            std::string_view except, std::string_view reason,
                                            millis now);

std::optional<session_record> find_session(storage::session& db, std::string_view id);
/// By its current or its previous name.
std::optional<session_record> find_session_by_jti(storage::session& db, std::string_view jti);
/// The live ones of a user, newest first.
std::vector<session_record> list_sessions(storage::session& db, std::string_view user_id,
                                          millis now);
/// For the start: every live session, with what the session table keeps and no more.
void load_sessions(storage::session& db, millis now,
                   const std::function<void(const session_record&)>& each);
/// Deletes what ended before `before`; at most `limit`, so that a commit stays short.
std::int64_t purge_sessions(storage::session& db, millis before, std::int64_t limit);

struct audit_entry {
  millis at = 0;
  std::string actor;   ///< a user's id, or "ctl"
  std::string action;  ///< "user.create", "session.revoke"
  std::string subject; ///< what it was done to
  std::string detail;
  std::string ip_address;
};
void insert_audit(storage::session& db, const audit_entry& what);
/// Newest first.
std::vector<audit_entry> list_audit(storage::session& db, std::int64_t limit, std::int64_t offset);
std::int64_t count_audit(storage::session& db);

} // namespace fleetwire::systems::identity
