#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/contract/rest.hpp"
#include "actors/systems/identity/password/hasher.hpp"
#include "actors/systems/identity/rules/messages.hpp"
#include "actors/systems/identity/rules/registration.hpp"
#include "actors/systems/identity/rules/tokens.hpp"
#include "actors/systems/identity/settings.hpp"
#include "storage/status.hpp"

/// What the routes answer, byte by byte.
namespace fleetwire::systems::identity {

/// One of our texts in the language of the request; `status` 0: as the message has it.
contract::web_answer say(message what, const contract::web_request& asked, unsigned status = 0);
/// A body that was no good.
template <class T>
contract::web_answer refuse(const checked<T>& what, const contract::web_request& asked,
                            unsigned status = 0) {
  return what.faults.empty() ? say(*what.refused, asked, status)
                             : contract::rest::invalid(what.faults);
}
/// 429, or 503 when the server ends or has no memory.
contract::web_answer say(password::refusal why, const contract::web_request& asked);
/// What a store that could not is to the client: 503, or `otherwise`.
contract::web_answer say(const storage::status& why, message otherwise,
                         const contract::web_request& asked, unsigned status = 0);

/// UserResponse.
json user_json(const user& who);
/// An element of GET /api/users.
json user_item_json(const user& who);
/// GET /api/users/profile.
json profile_json(const user& who);
/// What a login tells of the user.
json short_user_json(const user& who);
json session_json(const session_record& one, bool current);
/// {type:"Point",coordinates:[lng,lat]} or null.
json point_json(const std::optional<place>& where);

// -- the refresh token's cookie ---------------------------------------------------------------------
std::string_view refresh_cookie(const contract::web_request& from) noexcept;
void set_refresh_cookie(contract::web_answer& to, const contract::web_request& asked,
                        const auth_settings& how, std::string_view token);
void clear_refresh_cookie(contract::web_answer& to, const contract::web_request& asked,
                          const auth_settings& how);

} // namespace fleetwire::systems::identity
