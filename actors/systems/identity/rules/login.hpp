#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/identity/rules/account.hpp"
#include "actors/systems/identity/rules/lockout.hpp"
#include "actors/systems/identity/rules/registration.hpp"

namespace fleetwire::systems::identity {

/// What the header User-Agent gives away.
struct device {
  std::string os;
  std::string browser;
  std::string kind; ///< smartphone, tablet, desktop; empty: a script or a library
};
device device_of(std::string_view user_agent);
/// For logins that do not say.
session_type session_type_of(const device& by) noexcept;

/// The body of POST /api/auth/login: exactly one of `email` and `phone` counts, the phone first.
struct login_request {
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::string password;
  audience application = audience::passenger_app;
  std::optional<user_type> expected;
  std::optional<session_type> session;
  std::optional<std::string> app_version; ///< deviceInfo.appVersion
};
checked<login_request> read_login(value body);

/// Before any hashing. Nothing: go on with the password.
std::optional<message> check_account(const lockout& locks, millis now) noexcept;
/// After the password matched, in the order clients of the original know.
std::optional<message> check_login(const user& who, const login_request& what) noexcept;

} // namespace fleetwire::systems::identity
