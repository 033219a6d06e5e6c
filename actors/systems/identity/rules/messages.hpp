#pragma once

#include <cstdint>
#include <string_view>

#include "actors/contract/language.hpp"

/// What people read when something is refused. Codes are for programs and know no language.
namespace fleetwire::systems::identity {

enum class message : std::uint8_t {
  // login
  bad_credentials,
  account_locked,
  user_not_active,
  wrong_application,
  wrong_role,
  login_failed,
  too_busy,
  // refresh
  no_refresh_token,
  refresh_invalid,
  refresh_unknown,
  refresh_revoked,
  account_inactive,
  session_without_audience,
  refresh_without_user,
  // every route
  token_invalid,
  token_user_gone,
  forbidden,
  // users; these answer 2xx with success:false
  email_conflict,
  phone_conflict,
  credentials_conflict,
  missing_contact,
  unique_constraint,
  create_failed,
  user_not_found,
  update_failed,
  password_failed,
  // and these as they are
  admin_not_registered,
  only_passengers,
  registered,
  profile_obtained,
};

using contract::language;
using contract::pick_language;

struct message_info {
  int status;             ///< of HTTP
  std::string_view code;  ///< `error.code`
};
message_info info_of(message what) noexcept;
std::string_view text_of(message what, language in = language::as_written) noexcept;

} // namespace fleetwire::systems::identity
