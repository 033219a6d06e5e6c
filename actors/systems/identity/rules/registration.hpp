#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/systems/identity/rules/account.hpp"
#include "actors/systems/identity/rules/messages.hpp"

namespace fleetwire::systems::identity {

enum class sign_in : std::uint8_t { local, google, facebook, apple };
std::string_view to_string(sign_in how) noexcept;

/// What may be stored, or why not: texts for the answer's `message` (400), or one refusal.
template <class T>
struct checked {
  T value{};
  std::vector<std::string> faults;
  std::optional<message> refused;
  bool ok() const noexcept { return faults.empty() && !refused; }
};

struct registration {
  user who; ///< id and times are the caller's to fill
  sign_in method = sign_in::local;
  std::string password;           ///< of local accounts
  std::string provider_user_id;   ///< of the others
};

struct registration_policy {
  /// Anybody could become admin in the original; for clients that rely on it.
  bool admins_may_register = false;
};

/// The body of POST /api/users/register.
checked<registration> read_registration(value body, const registration_policy& policy);

/// What PATCH /api/users/:id may change. Absent: as it is.
struct user_changes {
  std::optional<std::string> name;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<user_type> type;
};
/// `by_admin`: only an admin changes the type.
checked<user_changes> read_changes(value body, bool by_admin);

/// The new password of PATCH /api/users/:id/password.
checked<std::string> read_password_change(value body);

std::string normal_email(std::string_view text);
std::string normal_phone(std::string_view text);

} // namespace fleetwire::systems::identity
