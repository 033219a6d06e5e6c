#include "tools/ctl/identity_commands.hpp"

#include "actors/contract/uuid.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>

#include "actors/systems/all_systems.hpp"
#include "actors/systems/identity/password/scheme.hpp"
#include "actors/systems/identity/rules/fields.hpp"
#include "actors/systems/identity/secrets/random.hpp"
#include "actors/systems/identity/service/keys.hpp"
#include "actors/systems/identity/store/schema.hpp"
#include "actors/systems/identity/store/sessions.hpp"
#include "actors/systems/identity/store/users.hpp"
#include "config/loader.hpp"
#include "config/values.hpp"
#include "storage/backends/open_store.hpp"

namespace fleetwire::ctl {

namespace {

namespace identity = systems::identity;

answer misuse(std::string what) {
  return {misused, {}, std::move(what) + "; see fleetwire-ctl --help"};
}

identity::millis now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

struct named_flag {
  const char* name;
  std::string* value;
};

/// Nothing when all is well.
std::optional<answer> take_flags(std::vector<std::string>& words,
                                 std::initializer_list<named_flag> flags) {
  for (const auto& [name, value] : flags)
    if (!take_flag(words, name, *value))
      return misuse(std::string{name} + " needs a value");
  if (!words.empty())
    return misuse("nobody knows " + words.front());
  return std::nullopt;
}

/// Whether a server, or a tool of ours, has kept something there.
bool holds_data(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ec;
  return fs::exists(fs::path{folder} / "promises.db", ec)
         || fs::exists(fs::path{folder} / "secrets", ec);
}

bool has_secrets(const identity::auth_settings& s) {
  return (!s.access_secret.empty() || !s.access_secret_file.empty())
         && (!s.refresh_secret.empty() || !s.refresh_secret_file.empty());
}

constexpr std::string_view no_session =
  "note: such a token has no session, so it does not open accounts (/api/users, /api/auth) as an "
  "admin who has logged in would; --role service does";

bool is_role(std::string_view text) {
  return !text.empty()
         && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == text.npos;
}

bool read_roles(std::string_view text, std::vector<std::string>& out) {
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!is_role(word))
      return false;
    out.emplace_back(word);
  }
  return true;
}

struct wanted_user {
  std::string data, type = "passenger", email, phone, name, roles, password;
  bool is_hash = false; ///< the password is one that another server stored
};

/// Nothing when it can be stored.
std::optional<answer> check(const wanted_user& from, identity::account& out) {
  const auto type = identity::parse<identity::user_type>(from.type);
  if (from.data.empty())
    return misuse("--data DIR is needed");
  if (!type)
    return misuse("--type must be passenger, driver or admin");
  if (from.email.empty() && from.phone.empty())
    return misuse("--email or --phone is needed");
  const auto email = identity::normal_email(from.email);
  if (!email.empty() && !identity::is_email(email))
    return misuse("--email must be an e-mail address");
  if (!read_roles(from.roles, out.who.roles))
    return misuse("--roles must be words, separated by commas");
  if (from.is_hash
      && identity::password::verify("", from.password) == identity::password::verdict::unusable)
    return answer{failed, {}, "standard input holds no hash of bcrypt or argon2id"};
  const auto length = identity::length_of(from.password);
  if (!from.is_hash
      && (length < identity::shortest_password || length > identity::longest_password))
    return answer{failed, {}, "the password must have 8 to 128 characters"};
  out.who.type = *type;
  if (!email.empty())
    out.who.email = email;
  if (!from.phone.empty())
    out.who.phone = identity::normal_phone(from.phone);
  out.who.name = from.name.empty() ? from.type : from.name;
  return std::nullopt;
}

answer store(const std::string& data, identity::account made) {
  made.who.id = contract::random_uuid();
  made.who.created_at = made.who.updated_at = now();
  const std::array schemas{identity::identity_schema()};
  storage::store_options options;
  options.folder = data;
  storage::status opened;
  const auto files = storage::open_store(options, schemas, opened);
  if (!files)
    return {failed, {}, opened.detail()};
  std::optional<identity::message> refused;
  const auto written = files->write_now(storage::file::promises, [&](storage::session& db) {
    refused = identity::insert_account(db, made);
    identity::insert_audit(
      db, {now(), "ctl", "user.create", made.who.id, std::string{to_string(made.who.type)}, {}});
  });
  if (refused)
    return {failed, {}, std::string{text_of(*refused, identity::language::english)}};
  if (!written)
    return {failed, {}, written.detail()};
  return {done, made.who.id + "\n", {}};
}

} // namespace

answer create_user(const request& asked) {
  auto words = asked.arguments;
  wanted_user from;
  from.is_hash = std::erase(words, "--password-hash-stdin") > 0;
  if (std::erase(words, "--password-stdin") + from.is_hash != 1)
    return misuse("--password-stdin or --password-hash-stdin is needed: a password in the "
                  "arguments would be seen by all");
  if (auto wrong = take_flags(words, {{"--data", &from.data},
                                      {"--type", &from.type},
                                      {"--email", &from.email},
                                      {"--phone", &from.phone},
                                      {"--name", &from.name},
                                      {"--roles", &from.roles}}))
    return *wrong;
  std::getline(std::cin, from.password);
  if (!from.password.empty() && from.password.back() == '\r')
    from.password.pop_back();
  identity::account made;
  if (auto wrong = check(from, made))
    return *wrong;
  made.secret.password_hash =
    from.is_hash ? from.password : identity::password::hash(from.password, {});
  if (made.secret.password_hash.empty())
    return {failed, {}, "there is no memory to hash the password"};
  return store(from.data, std::move(made));
}

answer create_token(const request& asked) {
  auto words = asked.arguments;
  std::string data, role, name, config_file, time = "365d";
  if (auto wrong = take_flags(words, {{"--data", &data},
                                      {"--role", &role},
                                      {"--name", &name},
                                      {"--ttl", &time},
                                      {"--config", &config_file}}))
    return *wrong;
  const auto ttl = config::parse_duration(time);
  if (!is_role(role))
    return misuse("--role must be a word such as \"service\"");
  if (!ttl || ttl->count() < 1'000)
    return misuse("--ttl must be a duration such as \"30d\"");
  // The keys of a server with this environment and this file.
  settings s;
  systems::add_sections(s);
  char program[] = "fleetwire-ctl";
  char* arguments[] = {program, nullptr};
  auto from = config::sources::of_process(1, arguments);
  if (!config_file.empty())
    from.file = config_file;
  if (const auto loaded = config::load(s, from); !loaded.ok())
    return {failed, {}, loaded.faults.front().to_string()};
  identity::auth_settings chosen;
  for (const auto& each : s.sections.all())
    if (each->name() == identity::section_name)
      chosen = static_cast<const config::section_of<identity::auth_settings>&>(*each).values;
  if (data.empty())
    data = s.storage.data;
  if (data.empty() && chosen.access_secret.empty() && chosen.access_secret_file.empty())
    return misuse("--data DIR is needed, or the settings must hold the secrets");
  // A new secret would sign what no server believes.
  if (!data.empty() && !has_secrets(chosen) && !holds_data(data))
    return {failed, {}, data + " holds no data of a server"};
  try {
    const auto keys = identity::load_keys(chosen, data);
    const auto at = now();
    return {done,
            identity::make_service_token(keys.own, name.empty() ? role : name, role, at,
                                         at + ttl->count())
              + "\n",
            std::string{role == "admin" ? no_session : ""}};
  } catch (const std::runtime_error& fault) {
    return {failed, {}, fault.what()};
  }
}

} // namespace fleetwire::ctl
