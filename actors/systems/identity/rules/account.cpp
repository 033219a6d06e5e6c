#include "actors/systems/identity/rules/account.hpp"

#include <array>

namespace fleetwire::systems::identity {

namespace {

using words = std::array<std::string_view, 4>;
constexpr words user_types = {"passenger", "driver", "admin"};
constexpr words user_statuses = {"active", "inactive", "banned"};
constexpr words session_types = {"web", "mobile_app", "api_client"};
constexpr words audiences = {"driver_app", "passenger_app", "admin_panel", "api_client"};

template <class Enum>
std::optional<Enum> find(const words& in, std::string_view text) noexcept {
  for (std::size_t i = 0; i < in.size(); ++i)
    if (!in[i].empty() && in[i] == text)
      return static_cast<Enum>(i);
  return std::nullopt;
}

} // namespace

std::string_view to_string(user_type what) noexcept {
  return user_types[static_cast<std::size_t>(what)];
}

std::string_view to_string(user_status what) noexcept {
  return user_statuses[static_cast<std::size_t>(what)];
}

std::string_view to_string(session_type what) noexcept {
  return session_types[static_cast<std::size_t>(what)];
}

std::string_view to_string(audience what) noexcept {
  return audiences[static_cast<std::size_t>(what)];
}

template <>
std::optional<user_type> parse<user_type>(std::string_view text) noexcept {
  return find<user_type>(user_types, text);
}

template <>
std::optional<user_status> parse<user_status>(std::string_view text) noexcept {
  return find<user_status>(user_statuses, text);
}

template <>
std::optional<session_type> parse<session_type>(std::string_view text) noexcept {
  return find<session_type>(session_types, text);
}

template <>
std::optional<audience> parse<audience>(std::string_view text) noexcept {
  return find<audience>(audiences, text);
}

user_type user_type_of(audience what) noexcept {
  switch (what) {
    case audience::driver_app:
      return user_type::driver;
    case audience::passenger_app:
      return user_type::passenger;
    default:
      return user_type::admin;
  }
}

} // namespace fleetwire::systems::identity
