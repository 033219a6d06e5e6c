#include "actors/systems/identity/service/keys.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "actors/systems/identity/secrets/random.hpp"
#include "actors/systems/identity/secrets/secret.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::string_view default_types[] = {"", "JWT", "at+jwt"};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("auth: " + what);
}

jwt::named_key named(const std::string& secret, const std::string& what) {
  jwt::named_key out;
  out.id = key_id(secret);
  if (const auto fault = jwt::key::secret(jwt::algorithm::hs256, secret, out.use);
      fault != jwt::key_fault::none)
    fail("a " + what + " cannot be used: " + std::string{to_string(fault)});
  return out;
}

/// Where one of our two secrets comes from.
struct key_source {
  std::string name;
  const std::string& given;
  const std::string& file;
  const std::vector<std::string>& previous;
  const std::vector<jwt::named_key>* before; ///< null: none was made yet
};

jwt::named_key current_key(const key_source& from, const std::string& folder) {
  if (from.given.empty() && from.file.empty() && folder.empty())
    return from.before ? from.before->front() : named(random_bytes(32), from.name);
  const secret_source where{from.given, from.file,
                            folder.empty() ? "" : folder + "/secrets/" + from.name};
  std::string secret;
  std::string detail;
  if (const auto fault = resolve_secret(where, secret, detail); fault != secret_fault::none)
    fail("the " + from.name + " " + std::string{to_string(fault)} + ": " + detail);
  return named(secret, from.name);
}

std::vector<jwt::named_key> keys_of(const key_source& from, const std::string& folder) {
  std::vector<jwt::named_key> out{current_key(from, folder)};
  for (const auto& each : from.previous)
    if (!each.empty())
      out.push_back(named(each, from.name));
  return out;
}

// -- foreign issuers --------------------------------------------------------------------------------

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(by));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    if (!trim(part).empty())
      out.emplace_back(trim(part));
  }
  return out;
}

/// What an entry says, each word once.
class words {
public:
  explicit words(const std::string& text) {
    for (const auto& pair : split(text, ';')) {
      const auto cut = pair.find('=');
      if (cut == pair.npos)
        fail("foreign_issuers: \"" + pair + "\" has no \"=\"");
      const auto name = std::string{trim(std::string_view{pair}.substr(0, cut))};
      if (!said_.emplace(name, trim(std::string_view{pair}.substr(cut + 1))).second)
        fail("foreign_issuers: " + name + " is said twice");
    }
  }
  std::string take(const std::string& name) {
    auto found = said_.extract(name);
    return found ? found.mapped() : std::string{};
  }
  std::string must(const std::string& name) {
    auto text = take(name);
    if (text.empty())
      fail("foreign_issuers: an entry lacks " + name);
    return text;
  }
  void list(const std::string& name, std::vector<std::string>& out) {
    if (auto text = take(name); !text.empty())
      out = split(text, '|');
  }
  void finish() const {
    if (!said_.empty())
      fail("foreign_issuers: nobody knows \"" + said_.begin()->first + '"');
  }

private:
  std::map<std::string, std::string> said_;
};

std::string text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string out{std::istreambuf_iterator<char>{file}, {}};
  if (!file && out.empty())
    fail("foreign_issuers: " + path + " cannot be read");
  return out;
}

jwt::key foreign_key(jwt::algorithm alg, const std::string& path) {
  jwt::key out;
  jwt::key_fault fault;
  if (jwt::is_symmetric(alg)) {
    std::string secret;
    std::string detail;
    if (const auto bad = read_secret(path, secret, detail);
        bad != secret_fault::none && bad != secret_fault::too_short)
      fail("foreign_issuers: " + detail);
    if (secret.empty())
      secret = std::string{trim(text_of(path))};
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
      secret.pop_back();
    fault = jwt::key::secret(alg, secret, out, jwt::strength::waived);
  } else {
    fault = jwt::key::public_pem(alg, text_of(path), out);
  }
  if (fault != jwt::key_fault::none)
    fail("foreign_issuers: the key in " + path + ": " + std::string{to_string(fault)});
  return out;
}

} // namespace

foreign_issuer parse_issuer(const std::string& text) {
  words said{text};
  foreign_issuer out;
  auto& it = out.issuer;
  it.name = said.must("name");
  if (it.name == "own")
    fail("foreign_issuers: \"own\" are we ourselves");
  it.iss = said.take("iss");
  const auto alg = jwt::algorithm_from(said.must("alg"));
  if (!alg)
    fail("foreign_issuers: alg must be HS256, HS384, HS512, RS256, ES256 or EdDSA");
  it.keys.push_back({said.take("kid"), foreign_key(*alg, said.must("key_file"))});
  said.list("aud", it.audiences);
  it.types.assign(std::begin(default_types), std::end(default_types));
  said.list("subject", it.names.subject);
  said.list("role", it.names.role);
  said.list("roles", out.roles);
  const auto expiry = said.take("expiry");
  if (!expiry.empty() && expiry != "required" && expiry != "optional")
    fail("foreign_issuers: expiry must be required or optional");
  it.needs_expiry = expiry != "optional";
  said.finish();
  return out;
}

namespace {

/// A token chooses its issuer by `iss`, and what is believed of it goes by the name.
void add_issuer(foreign_issuer made, key_ring& to) {
  const auto& [name, iss] = std::tie(made.issuer.name, made.issuer.iss);
  bool taken = iss == to.own.issuer;
  for (const auto& each : to.foreign)
    taken = taken || each.issuer.iss == iss || each.issuer.name == name;
  if (taken)
    fail("foreign_issuers: another one has the name or the iss of \"" + name + '"');
  to.foreign.push_back(std::move(made));
}

} // namespace

key_ring load_keys(const auth_settings& from, const std::string& data_folder,
                   const key_ring* before) {
  key_ring out;
  out.leeway = from.leeway.count() / 1'000;
  out.own.issuer = from.issuer;
  out.own.access = keys_of({"access_secret", from.access_secret, from.access_secret_file,
                            from.previous_access_secrets, before ? &before->own.access : nullptr},
                           data_folder);
  out.own.refresh =
    keys_of({"refresh_secret", from.refresh_secret, from.refresh_secret_file,
             from.previous_refresh_secrets, before ? &before->own.refresh : nullptr},
            data_folder);
  if (out.own.access.front().id == out.own.refresh.front().id)
    fail("access_secret and refresh_secret must differ");
  for (const auto& each : from.foreign_issuers)
    add_issuer(parse_issuer(each), out);
  return out;
}

std::shared_ptr<const jwt::verifier> key_ring::access_verifier() const {
  jwt::verifier_options out;
  out.leeway = leeway;
  out.issuers.push_back(access_issuer(own));
  for (const auto& each : foreign)
    out.issuers.push_back(each.issuer);
  return std::make_shared<const jwt::verifier>(std::move(out));
}

std::shared_ptr<const jwt::verifier> key_ring::refresh_verifier() const {
  jwt::verifier_options out;
  out.leeway = leeway;
  out.issuers.push_back(refresh_issuer(own));
  return std::make_shared<const jwt::verifier>(std::move(out));
}

} // namespace fleetwire::systems::identity
