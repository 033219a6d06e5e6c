#pragma once

#include "actors/contract/auth.hpp"
#include "actors/systems/fleet/live/commands.hpp"

#include <span>
#include <string>
#include <string_view>

namespace fleetwire::systems::fleet::tracking {

/// Who works with the whole fleet.
inline constexpr std::string_view staff[] = {"admin", "dispatcher", "manager", "service"};
bool is_staff(const contract::principal& who) noexcept;
bool has_one_of(const contract::principal& who, std::span<const std::string> roles) noexcept;
/// `is_open`: whoever came in may listen to everything.
live::asker asker_of(const contract::principal& who, bool is_open);

inline constexpr std::string_view tracking_room = "tracking";
std::string vehicle_room(std::string_view id);
std::string trip_room(std::string_view id);

} // namespace fleetwire::systems::fleet::tracking
