#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/identity/rules/lockout.hpp"
#include "actors/systems/identity/rules/registration.hpp"
#include "storage/store.hpp"

/// Inside a job of the store; whatever fails first fails the job.
namespace fleetwire::systems::identity {

struct credential {
  sign_in method = sign_in::local;
  std::string password_hash; ///< of local accounts
  std::string provider_user_id;
  lockout locks;
};

struct account {
  user who;
  credential secret;
};

/// Refused when address, number or credentials are taken; the job is rolled back then.
std::optional<message> insert_account(storage::session& db, const account& what);
/// By id. Refused likewise, and when there is no such user.
std::optional<message> update_user(storage::session& db, const user& who);
/// Soft; ends his sessions. Refused when there is no such user.
std::optional<message> delete_user(storage::session& db, std::string_view id, millis now);
void set_location(storage::session& db, std::string_view id, place where, millis now);

/// Deleted users are not found.
std::optional<user> find_user(storage::session& db, std::string_view id);
std::optional<account> find_account(storage::session& db, std::string_view id);
std::optional<account> find_account_by_email(storage::session& db, std::string_view email);
/// As typed, or in its normal form.
std::optional<account> find_account_by_phone(storage::session& db, std::string_view phone);

struct user_filter {
  std::optional<std::string> email;
  std::optional<user_type> type;
  std::optional<user_status> status;
  std::optional<std::string> vehicle_id;
};
struct user_page {
  std::vector<user> users; ///< newest first
  std::int64_t total = 0;
};
user_page list_users(storage::session& db, const user_filter& filter, std::int64_t limit,
                     std::int64_t offset);
/// Ids of those whose name, address or number contains `words`, in any case; newest first.
std::vector<std::string> search_users(storage::session& db, std::string_view words,
                                      std::int64_t limit);
/// For the start: everybody who has not left, with what the session table keeps.
void load_users(storage::session& db, const std::function<void(const user&)>& each);

/// Lifts a lockout, too.
void set_password(storage::session& db, std::string_view user_id, std::string_view hash,
                  millis now);
/// A better hash of the same password; nothing when it has been changed meanwhile.
void renew_password(storage::session& db, std::string_view user_id, std::string_view old_hash,
                    std::string_view new_hash);
/// One more failure, counted by what is stored and not by what the caller remembers. The lockout
/// as it is now.
lockout record_failure(storage::session& db, std::string_view user_id, const lockout_policy& policy,
                       millis now);
void clear_failures(storage::session& db, std::string_view user_id);

} // namespace fleetwire::systems::identity
