#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/systems/identity/jwt/error.hpp"
#include "actors/systems/identity/jwt/key.hpp"

namespace fleetwire::systems::identity::jwt {

/// Seconds since 1970, as tokens count.
using seconds = std::int64_t;

/// Which claim holds what; the first name that is there wins. Foreign back ends have their own.
struct claim_names {
  std::vector<std::string> subject = {"sub", "id", "userId"};
  std::vector<std::string> role = {"userType", "role"};
  std::vector<std::string> name = {"name"};
  std::vector<std::string> email = {"email"};
};

struct named_key {
  std::string id; ///< `kid`; empty: for tokens that name none
  key use;
};

/// Who may have made a token, and what such tokens look like.
struct issuer {
  std::string name;     ///< for logs and settings; also tells callers whose token it was
  std::string iss;      ///< empty: for tokens without the claim
  /// Current and previous: a token that names no key is tried with each.
  std::vector<named_key> keys;
  /// Accepted `aud`; empty: tokens must not have one; "*": any.
  std::vector<std::string> audiences;
  /// Accepted header `typ`, case and "application/" aside; "" stands for its absence.
  std::vector<std::string> types = {"", "JWT", "at+jwt"};
  claim_names names;
  bool needs_expiry = true;
};

/// What a token says, once it has been believed.
struct claims {
  std::string issuer; ///< issuer::name
  std::string subject;
  std::string role;
  std::string name;
  std::string email;
  std::string sid;     ///< session of an access token
  std::string jti;
  std::string family;  ///< `fam`: the session's own id, in our refresh tokens
  std::vector<std::string> audience;
  std::vector<std::string> roles; ///< `roles`, beside the one role
  std::optional<seconds> expires;
  std::optional<seconds> issued;
};

struct verifier_options {
  std::vector<issuer> issuers;
  seconds leeway = 30;           ///< clocks differ
  std::size_t max_size = 8192;   ///< of a token, in characters
};

/// Believes or refuses tokens. Immutable, so any thread may use it; a new set of keys is a new
/// verifier.
class verifier {
public:
  explicit verifier(verifier_options options) : options_(std::move(options)) {}
  /// `out` is meaningful when the answer is error::none.
  error verify(std::string_view token, seconds now, claims& out) const;

  const verifier_options& options() const noexcept { return options_; }

private:
  struct parts;
  error check_signature(const parts& token, const issuer& from) const;
  error check_times(const parts& token, const issuer& from, seconds now, claims& out) const;
  verifier_options options_;
};

/// Header and payload under a signature. Empty when the key cannot sign.
std::string sign(const named_key& with, std::string_view type, const json& payload);

} // namespace fleetwire::systems::identity::jwt
