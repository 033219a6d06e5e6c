#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The people and things that have an account, and the words the wire has for them.
namespace fleetwire::systems::identity {

/// Milliseconds since 1970.
using millis = std::int64_t;

enum class user_type : std::uint8_t { passenger, driver, admin };
enum class user_status : std::uint8_t { active, inactive, banned };
enum class session_type : std::uint8_t { web, mobile_app, api_client };
enum class audience : std::uint8_t { driver_app, passenger_app, admin_panel, api_client };

std::string_view to_string(user_type what) noexcept;
std::string_view to_string(user_status what) noexcept;
std::string_view to_string(session_type what) noexcept;
std::string_view to_string(audience what) noexcept;

/// For user_type, user_status, session_type and audience.
template <class Enum>
std::optional<Enum> parse(std::string_view text) noexcept;

/// Characters of a password that somebody chooses. Whatever may be chosen opens the account.
inline constexpr std::size_t shortest_password = 8;
inline constexpr std::size_t longest_password = 128;

/// Which type of user an application is for.
user_type user_type_of(audience what) noexcept;

struct place {
  double latitude = 0;
  double longitude = 0;
};

struct user {
  std::string id;
  std::string name;
  std::optional<std::string> email; ///< trimmed, lower case
  std::optional<std::string> phone; ///< without spaces, brackets and hyphens
  bool email_verified = false;
  bool phone_verified = false;
  user_type type = user_type::passenger;
  user_status status = user_status::active;
  std::vector<std::string> roles; ///< beside the type: dispatcher, service, courier …
  std::optional<std::string> picture_url;
  std::optional<std::string> language;
  std::optional<std::string> vehicle_id;
  std::optional<place> location;
  std::optional<millis> terms_at;
  std::optional<millis> privacy_at;
  millis created_at = 0;
  millis updated_at = 0;
  std::optional<millis> deleted_at;
};

} // namespace fleetwire::systems::identity
