#pragma once

#include <string>
#include <vector>

#include "actors/systems/identity/jwt/token.hpp"
#include "actors/systems/identity/rules/session.hpp"

namespace fleetwire::systems::identity {

/// Our own keys: the first signs, all verify. Access and refresh never share one.
struct own_keys {
  std::string issuer = "fleetwire"; ///< `iss`
  std::vector<jwt::named_key> access;
  std::vector<jwt::named_key> refresh;
};

struct token_pair {
  std::string access;
  std::string refresh;
};

/// The tokens of a session as it stands; times are the record's, cut to seconds.
token_pair make_tokens(const own_keys& keys, const session_record& record, const user& who,
                       millis now);
/// An access token without a session, as `fleetwire-ctl token create` makes them.
std::string make_service_token(const own_keys& keys, std::string_view subject,
                               std::string_view role, millis now, millis expires_at);

/// What the verifier must know of our own tokens.
jwt::issuer access_issuer(const own_keys& keys);
jwt::issuer refresh_issuer(const own_keys& keys);

} // namespace fleetwire::systems::identity
