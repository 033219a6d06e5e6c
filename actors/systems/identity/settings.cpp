#include "actors/systems/identity/settings.hpp"

#include "actors/systems/identity/rules/fields.hpp"
#include "actors/systems/identity/secrets/secret.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t million = 1'000'000;

bool is_secret(std::string_view text) {
  return text.empty() || (text.size() >= min_secret && text.size() <= max_secret);
}

bool is_filled(std::string_view text) {
  return !text.empty();
}

bool is_email_or_nothing(std::string_view text) {
  return text.empty() || is_email(text);
}

bool is_password_or_nothing(std::string_view text) {
  const auto length = length_of(text);
  return text.empty() || (length >= shortest_password && length <= longest_password);
}

bool is_cookie_path(std::string_view text) {
  return !text.empty() && text.front() == '/' && text.find_first_of("; \r\n") == text.npos;
}

bool is_cookie_domain(std::string_view text) {
  return text.find_first_of("; \r\n,") == text.npos;
}

using table = std::vector<config::option>;

// A table is read by its rows: one option, two or three lines.
// clang-format off

void add_secrets(table& t, auth_settings& s) {
  const std::string text = "at least 32 characters, or nothing";
  t.insert(t.end(), {
    {.path = "auth.access_secret", .target = &s.access_secret,
     .help = "signs access tokens; empty: made on first start",
     .check = is_secret, .expects = text,
     .reloadable = true, .secret = true},
    {.path = "auth.access_secret_file", .target = &s.access_secret_file,
     .help = "file with that secret instead", .reloadable = true},
    {.path = "auth.previous_access_secrets", .target = &s.previous_access_secrets,
     .help = "believed, but not used any more", .check = is_secret, .expects = text,
     .reloadable = true, .secret = true},
    {.path = "auth.refresh_secret", .target = &s.refresh_secret,
     .help = "signs refresh tokens; empty: made on first start",
     .check = is_secret, .expects = text,
     .reloadable = true, .secret = true},
    {.path = "auth.refresh_secret_file", .target = &s.refresh_secret_file,
     .help = "file with that secret instead", .reloadable = true},
    {.path = "auth.previous_refresh_secrets", .target = &s.previous_refresh_secrets,
     .help = "believed, but not used any more", .check = is_secret, .expects = text,
     .reloadable = true, .secret = true},
  });
}

void add_tokens(table& t, auth_settings& s) {
  t.insert(t.end(), {
    {.path = "auth.issuer", .target = &s.issuer,
     .help = "`iss` of our own tokens", .check = is_filled, .expects = "a name"},
    {.path = "auth.foreign_issuers", .target = &s.foreign_issuers,
     .help = "others whose tokens are believed: \"name=x; alg=RS256; key_file=…\"",
     .check = is_filled, .expects = "\"name=…; alg=…; key_file=…\"", .reloadable = true},
    {.path = "auth.access_ttl", .target = &s.access_ttl,
     .help = "how long an access token lasts", .low = 1'000, .high = 30 * day},
    {.path = "auth.refresh_ttl", .target = &s.refresh_ttl,
     .help = "how long a session lasts without a refresh", .low = 1'000, .high = 3650 * day},
    {.path = "auth.refresh_grace", .target = &s.refresh_grace,
     .help = "how long the tokens of before a refresh still work", .high = 600'000},
    {.path = "auth.leeway", .target = &s.leeway,
     .help = "how far clocks may differ", .high = 600'000, .reloadable = true},
  });
}

void add_passwords(table& t, auth_settings& s) {
  t.insert(t.end(), {
    {.path = "auth.argon2_memory_kib", .target = &s.argon2_memory_kib,
     .help = "memory of one password hash", .low = 64, .high = 1 << 20},
    {.path = "auth.argon2_passes", .target = &s.argon2_passes,
     .help = "passes of one password hash", .low = 1, .high = 64},
    {.path = "auth.argon2_lanes", .target = &s.argon2_lanes,
     .help = "lanes of one password hash", .low = 1, .high = 16},
    {.path = "auth.hash_queue", .target = &s.hash_queue,
     .help = "logins that may wait; beyond it they hear 429", .low = 1, .high = million},
    {.path = "auth.lockout_failures", .target = &s.lockout_failures,
     .help = "wrong passwords that lock an account", .low = 1, .high = million},
    {.path = "auth.lockout_time", .target = &s.lockout_time,
     .help = "how long it stays locked", .high = 365 * day},
    {.path = "auth.logins_per_second", .target = &s.logins_per_second,
     .help = "logins from one address; 0: no limit", .high = million},
    {.path = "auth.login_burst", .target = &s.login_burst,
     .help = "of them at once", .low = 1, .high = million},
    {.path = "auth.account_logins_per_minute", .target = &s.account_logins_per_minute,
     .help = "logins to one account; 0: no limit", .high = million},
    {.path = "auth.account_login_burst", .target = &s.account_login_burst,
     .help = "of them at once", .low = 1, .high = million},
  });
}

void add_behaviour(table& t, auth_settings& s) {
  t.insert(t.end(), {
    {.path = "auth.admins_may_register", .target = &s.admins_may_register,
     .help = "anybody may register as an admin"},
    {.path = "auth.original_access", .target = &s.original_access,
     .help = "anybody may list and change users, as in the original"},
    {.path = "auth.reject", .target = &s.reject,
     .help = "a refused socket hears CONNECT_ERROR, or is let in and sent away",
     .choices = {"error", "disconnect"}},
    {.path = "auth.cookie_path", .target = &s.cookie_path,
     .help = "path of the refresh cookie", .check = is_cookie_path,
     .expects = "a path that begins with \"/\""},
    {.path = "auth.cookie_domain", .target = &s.cookie_domain,
     .help = "domain of the refresh cookie; empty: this host", .check = is_cookie_domain,
     .expects = "a domain"},
    {.path = "auth.cookie_same_site", .target = &s.cookie_same_site,
     .help = "of the refresh cookie", .choices = {"Strict", "Lax", "None"}},
    {.path = "auth.cookie_secure", .target = &s.cookie_secure,
     .help = "of the refresh cookie; auto: when the login came over TLS",
     .choices = {"auto", "always", "never"}},
    {.path = "auth.admin_email", .target = &s.admin_email,
     .help = "an admin that is made at the start when there is none of that address",
     .check = is_email_or_nothing, .expects = "an e-mail address, or nothing"},
    {.path = "auth.admin_password", .target = &s.admin_password,
     .help = "his first password", .check = is_password_or_nothing,
     .expects = "8 to 128 characters, or nothing", .secret = true},
  });
}

// clang-format on

} // namespace

void describe(std::vector<config::option>& rows, auth_settings& s) {
  add_secrets(rows, s);
  add_tokens(rows, s);
  add_passwords(rows, s);
  add_behaviour(rows, s);
}

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<auth_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::identity
