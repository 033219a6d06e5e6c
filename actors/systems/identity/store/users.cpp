#include "actors/systems/identity/store/users.hpp"

#include <algorithm>

#include "actors/systems/identity/store/columns.hpp"
#include "actors/systems/identity/store/sessions.hpp"

namespace fleetwire::systems::identity {

namespace {

// In the order of read_user; kept in one place so that statements are cached by one text.
#define USER_COLUMNS                                                                               \
  "u.id, u.name, u.email, u.phone, u.email_verified, u.phone_verified, u.type, u.status, "         \
  "u.roles, u.picture_url, u.language, u.vehicle_id, u.latitude, u.longitude, u.terms_at, "        \
  "u.privacy_at, u.created_at, u.updated_at, u.deleted_at"
#define ACCOUNT_FROM                                                                               \
  "SELECT " USER_COLUMNS ", c.method, c.password_hash, c.provider_user_id, c.failures, "           \
  "c.locked_until FROM identity_user u JOIN identity_credential c ON c.user_id = u.id "            \
  "WHERE u.deleted_at IS NULL AND "
constexpr int user_columns = 19;

std::string joined(const std::vector<std::string>& roles) {
  std::string out;
  for (const auto& each : roles)
    out += (out.empty() ? "" : " ") + each;
  return out;
}

std::vector<std::string> split(std::string_view roles) {
  std::vector<std::string> out;
  while (!roles.empty()) {
    auto word = roles.substr(0, roles.find(' '));
    out.emplace_back(word);
    roles.remove_prefix(std::min(word.size() + 1, roles.size()));
  }
  return out;
}

user read_user(const storage::row& r) {
  user out;
  out.id = r.text(0);
  out.name = r.text(1);
  out.email = maybe_text(r, 2);
  out.phone = maybe_text(r, 3);
  out.email_verified = r.integer(4) != 0;
  out.phone_verified = r.integer(5) != 0;
  out.type = parse<user_type>(r.text(6)).value_or(user_type::passenger);
  out.status = parse<user_status>(r.text(7)).value_or(user_status::inactive);
  out.roles = split(r.text(8));
  out.picture_url = maybe_text(r, 9);
  out.language = maybe_text(r, 10);
  out.vehicle_id = maybe_text(r, 11);
  if (!r.is_null(12) && !r.is_null(13))
    out.location = place{r.number(12), r.number(13)};
  out.terms_at = maybe_integer(r, 14);
  out.privacy_at = maybe_integer(r, 15);
  out.created_at = r.integer(16);
  out.updated_at = r.integer(17);
  out.deleted_at = maybe_integer(r, 18);
  return out;
}

account read_account(const storage::row& r) {
  account out{read_user(r), {}};
  auto method = r.text(user_columns);
  for (auto each : {sign_in::local, sign_in::google, sign_in::facebook, sign_in::apple})
    if (to_string(each) == method)
      out.secret.method = each;
  out.secret.password_hash = r.text(user_columns + 1);
  out.secret.provider_user_id = r.text(user_columns + 2);
  out.secret.locks = {static_cast<int>(r.integer(user_columns + 3)), r.integer(user_columns + 4)};
  return out;
}

/// The statement's text must be one of a few: it is the key of the cache.
std::optional<account> one_account(storage::session& db, std::string_view sql,
                                   std::string_view by) {
  std::optional<account> out;
  db.rows(sql, [&](const storage::row& r) { out = read_account(r); }, by);
  return out;
}

bool exists(storage::session& db, std::string_view sql, std::string_view value,
            std::string_view except) {
  bool found = false;
  db.rows(sql, [&](const storage::row&) { found = true; }, value, except);
  return found;
}

/// The unique indexes say so, too; this says which of them.
std::optional<message> taken(storage::session& db, const user& who) {
  if (who.email
      && exists(db,
                "SELECT 1 FROM identity_user WHERE email = ? AND id <> ? AND deleted_at IS NULL",
                *who.email, who.id))
    return message::email_conflict;
  if (who.phone
      && exists(db,
                "SELECT 1 FROM identity_user WHERE phone = ? AND id <> ? AND deleted_at IS NULL",
                *who.phone, who.id))
    return message::phone_conflict;
  return std::nullopt;
}

std::optional<message> refuse(storage::session& db, message why) {
  db.fail({storage::errc::conflict, std::string{info_of(why).code}});
  return why;
}

std::optional<std::string> if_any(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

} // namespace

std::optional<message> insert_account(storage::session& db, const account& what) {
  const auto& [who, secret] = what;
  if (auto why = taken(db, who))
    return refuse(db, *why);
  if (!secret.provider_user_id.empty()
      && exists(db, "SELECT 1 FROM identity_credential WHERE method = ? AND provider_user_id = ?",
                to_string(secret.method), secret.provider_user_id))
    return refuse(db, message::credentials_conflict);
  db.exec("INSERT INTO identity_user VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "NULL)",
          who.id, who.name, who.email, who.phone, who.email_verified, who.phone_verified,
          to_string(who.type), to_string(who.status), joined(who.roles), who.picture_url,
          who.language, who.vehicle_id, latitude_of(who.location), longitude_of(who.location),
          who.terms_at, who.privacy_at, who.created_at, who.updated_at);
  db.exec("INSERT INTO identity_credential VALUES(?, ?, ?, ?, ?, ?, ?)", who.id,
          to_string(secret.method), if_any(secret.password_hash), if_any(secret.provider_user_id),
          secret.locks.failures, secret.locks.until, who.created_at);
  return std::nullopt;
}

std::optional<message> update_user(storage::session& db, const user& who) {
  if (auto why = taken(db, who))
    return refuse(db, *why);
  db.exec("UPDATE identity_user SET name = ?, email = ?, phone = ?, email_verified = ?, "
          "phone_verified = ?, type = ?, status = ?, roles = ?, picture_url = ?, language = ?, "
          "vehicle_id = ?, terms_at = ?, privacy_at = ?, updated_at = ? "
          "WHERE id = ? AND deleted_at IS NULL",
          who.name, who.email, who.phone, who.email_verified, who.phone_verified,
          to_string(who.type), to_string(who.status), joined(who.roles), who.picture_url,
          who.language, who.vehicle_id, who.terms_at, who.privacy_at, who.updated_at, who.id);
  return db.ok() && db.changes() == 0 ? refuse(db, message::user_not_found) : std::nullopt;
}

std::optional<message> delete_user(storage::session& db, std::string_view id, millis now) {
  db.exec("UPDATE identity_user SET deleted_at = ?, updated_at = ? "
          "WHERE id = ? AND deleted_at IS NULL",
          now, now, id);
  if (db.ok() && db.changes() == 0)
    return refuse(db, message::user_not_found);
  // Frees the account at the provider; the password goes, too.
  db.exec("UPDATE identity_credential SET password_hash = NULL, provider_user_id = NULL "
          "WHERE user_id = ?",
          id);
  revoke_sessions_of(db, id, "", "user_deleted", now);
  return std::nullopt;
}

void set_location(storage::session& db, std::string_view id, place where, millis now) {
  db.exec("UPDATE identity_user SET latitude = ?, longitude = ?, updated_at = ? WHERE id = ?",
          where.latitude, where.longitude, now, id);
}

std::optional<user> find_user(storage::session& db, std::string_view id) {
  std::optional<user> out;
  db.rows(
    "SELECT " USER_COLUMNS " FROM identity_user u WHERE u.id = ? AND u.deleted_at IS NULL",
    [&](const storage::row& r) { out = read_user(r); }, id);
  return out;
}

std::optional<account> find_account(storage::session& db, std::string_view id) {
  return one_account(db, ACCOUNT_FROM "u.id = ?", id);
}

std::optional<account> find_account_by_email(storage::session& db, std::string_view email) {
  return one_account(db, ACCOUNT_FROM "u.email = ?", email);
}

std::optional<account> find_account_by_phone(storage::session& db, std::string_view phone) {
  constexpr std::string_view sql = ACCOUNT_FROM "u.phone = ?";
  auto found = one_account(db, sql, phone);
  auto normal = normal_phone(phone);
  return found || normal == phone ? found : one_account(db, sql, normal);
}

user_page list_users(storage::session& db, const user_filter& filter, std::int64_t limit,
                     std::int64_t offset) {
#define USER_FILTER                                                                                \
  "FROM identity_user u WHERE u.deleted_at IS NULL AND (?1 IS NULL OR u.email = ?1) "              \
  "AND (?2 IS NULL OR u.type = ?2) AND (?3 IS NULL OR u.status = ?3) "                             \
  "AND (?4 IS NULL OR u.vehicle_id = ?4) "
  auto text = [](auto maybe) {
    return maybe ? std::optional{std::string{to_string(*maybe)}} : std::nullopt;
  };
  user_page out;
  db.rows(
    "SELECT count(*) " USER_FILTER, [&](const storage::row& r) { out.total = r.integer(0); },
    filter.email, text(filter.type), text(filter.status), filter.vehicle_id);
  db.rows(
    "SELECT " USER_COLUMNS " " USER_FILTER "ORDER BY u.created_at DESC, u.id LIMIT ?5 OFFSET ?6",
    [&](const storage::row& r) { out.users.push_back(read_user(r)); }, filter.email,
    text(filter.type), text(filter.status), filter.vehicle_id, limit, offset);
  return out;
#undef USER_FILTER
}

std::vector<std::string> search_users(storage::session& db, std::string_view words,
                                      std::int64_t limit) {
  std::vector<std::string> out;
  // instr() knows no wildcards that would have to be escaped.
  db.rows(
    "SELECT id FROM identity_user WHERE deleted_at IS NULL AND (instr(lower(name), lower(?1)) "
    "OR instr(email, lower(?1)) OR instr(phone, ?1)) ORDER BY created_at DESC LIMIT ?2",
    [&](const storage::row& r) { out.emplace_back(r.text(0)); }, words, limit);
  return out;
}

void load_users(storage::session& db, const std::function<void(const user&)>& each) {
  user who;
  db.rows("SELECT id, name, email, type, status, roles FROM identity_user "
          "WHERE deleted_at IS NULL",
          [&](const storage::row& r) {
            who.id = r.text(0);
            who.name = r.text(1);
            who.email = maybe_text(r, 2);
            who.type = parse<user_type>(r.text(3)).value_or(user_type::passenger);
            who.status = parse<user_status>(r.text(4)).value_or(user_status::inactive);
            who.roles = split(r.text(5));
            each(who);
          });
}

void set_password(storage::session& db, std::string_view user_id, std::string_view hash,
                  millis now) {
  db.exec("UPDATE identity_credential SET password_hash = ?, failures = 0, locked_until = 0, "
          "changed_at = ? WHERE user_id = ?",
          hash, now, user_id);
}

void renew_password(storage::session& db, std::string_view user_id, std::string_view old_hash,
                    std::string_view new_hash) {
  db.exec("UPDATE identity_credential SET password_hash = ? WHERE user_id = ? "
          "AND password_hash = ?",
          new_hash, user_id, old_hash);
}

lockout record_failure(storage::session& db, std::string_view user_id, const lockout_policy& policy,
                       millis now) {
  lockout locks;
  db.rows(
    "SELECT failures, locked_until FROM identity_credential WHERE user_id = ?",
    [&](const storage::row& r) { locks = {static_cast<int>(r.integer(0)), r.integer(1)}; },
    user_id);
  locks = locks.after_failure(policy, now);
  db.exec("UPDATE identity_credential SET failures = ?, locked_until = ? WHERE user_id = ?",
          locks.failures, locks.until, user_id);
  return locks;
}

void clear_failures(storage::session& db, std::string_view user_id) {
  db.exec("UPDATE identity_credential SET failures = 0, locked_until = 0 WHERE user_id = ?",
          user_id);
}

} // namespace fleetwire::systems::identity
