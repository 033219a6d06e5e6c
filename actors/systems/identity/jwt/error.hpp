#pragma once

#include <cstdint>
#include <string_view>

namespace fleetwire::systems::identity::jwt {

/// Why a token was refused. For logs and tests: a client learns `expired` or `invalid`, no more.
enum class error : std::uint8_t {
  none = 0,
  too_long,
  malformed,      ///< not three parts of strict base64url
  not_json,       ///< header or payload is no object, or too deep, or too many members
  duplicate,      ///< a member twice
  bad_header,     ///< `alg` missing, `crit`, `b64`, `zip` or a key of its own in the header
  bad_algorithm,  ///< not the one pinned to the key; `none` among others
  bad_type,       ///< `typ` is not one this issuer's tokens have
  unknown_issuer,
  unknown_key,    ///< `kid` is none of the issuer's
  bad_signature,
  bad_claim,      ///< a claim of the wrong kind
  missing_claim,
  bad_audience,
  expired,
  not_yet_valid,  ///< `nbf`
  from_future,    ///< `iat`
};

std::string_view to_string(error why) noexcept;

} // namespace fleetwire::systems::identity::jwt
