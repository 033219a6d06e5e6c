#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "actors/contract/auth.hpp"
#include "actors/systems/identity/jwt/token.hpp"
#include "actors/systems/identity/session/table.hpp"
#include "actors/systems/identity/session/token_memory.hpp"

namespace fleetwire::systems::identity {

/// Why a token is not taken, in the order of the checks.
enum class token_refusal : std::uint8_t {
  none = 0,
  missing,         ///< no token
  invalid,         ///< signature, issuer, audience, type, form
  expired,         ///< by its own `exp`
  no_subject,      ///< `sub` or `sid` missing
  user_not_found,
  user_inactive,
  invalid_session, ///< unknown or revoked
  access_expired,  ///< the session's access ended before the token
};

/// The text of CONNECT_ERROR. Types that do not fit are the namespace's to refuse.
std::string_view to_string(token_refusal why) noexcept;

/// What caller::issuer says of our own tokens.
inline constexpr std::string_view own_issuer = "own";

struct caller {
  principal_ptr who;      ///< there even when inactive or without a session
  std::string issuer;     ///< "own", or a foreign back end's name
  std::string sid;        ///< empty for foreign and service tokens
  std::string session_id;
  millis expires_at = 0;  ///< when sockets of this token must close; 0: never
  jwt::error why = jwt::error::none; ///< for the log
};

/// Answers for every request and socket, on any worker, without a query. New keys want a new one.
class authenticator {
public:
  authenticator(std::shared_ptr<const jwt::verifier> tokens, const session_table& sessions)
    : tokens_(std::move(tokens)), sessions_(sessions) {}
  token_refusal check(std::string_view token, millis now, caller& out) const;

private:
  jwt::error read(std::string_view token, jwt::seconds now, token_memory::claims_ptr& out) const;
  static token_refusal accept_stranger(const jwt::claims& said, caller& out);

  const std::shared_ptr<const jwt::verifier> tokens_;
  const session_table& sessions_;
  const std::unique_ptr<token_memory> known_ = std::make_unique<token_memory>();
};

using contract::bearer_token;

} // namespace fleetwire::systems::identity
