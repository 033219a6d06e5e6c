#include "actors/systems/identity/jwt/error.hpp"

namespace fleetwire::systems::identity::jwt {

std::string_view to_string(error why) noexcept {
  switch (why) {
    case error::none:
      return "none";
    case error::too_long:
      return "too long";
    case error::malformed:
      return "malformed";
    case error::not_json:
      return "not JSON";
    case error::duplicate:
      return "duplicate member";
    case error::bad_header:
      return "bad header";
    case error::bad_algorithm:
      return "bad algorithm";
    case error::bad_type:
      return "bad type";
    case error::unknown_issuer:
      return "unknown issuer";
    case error::unknown_key:
      return "unknown key";
    case error::bad_signature:
      return "bad signature";
    case error::bad_claim:
      return "bad claim";
    case error::missing_claim:
      return "missing claim";
    case error::bad_audience:
      return "bad audience";
    case error::expired:
      return "expired";
    case error::not_yet_valid:
      return "not yet valid";
    case error::from_future:
      return "issued in the future";
  }
  return "unknown";
}

} // namespace fleetwire::systems::identity::jwt
