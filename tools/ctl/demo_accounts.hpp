#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// The accounts of `seed demo`, which `listen --as` logs in to. Everybody knows their password.
namespace fleetwire::ctl {

inline constexpr std::string_view demo_password = "demo-town";
inline constexpr std::size_t demo_drivers = 10;
inline constexpr std::size_t demo_passengers = 10;

inline std::string demo_email(std::string_view name) {
  return std::string{name} + "@town.example";
}

} // namespace fleetwire::ctl
