#include "actors/systems/fleet/tracking/people.hpp"

#include "actors/systems/fleet/door/routes.hpp"

#include <algorithm>

namespace fleetwire::systems::fleet::tracking {

bool is_staff(const contract::principal& who) noexcept {
  return std::ranges::any_of(staff, [&](std::string_view role) { return who.is(role); });
}

bool has_one_of(const contract::principal& who, std::span<const std::string> roles) noexcept {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& role) { return who.is(role); });
}

live::asker asker_of(const contract::principal& who, bool is_open) {
  live::asker out;
  out.user = who.user;
  out.is_keeper = door::is_keeper(who);
  out.sees_all = is_open || is_staff(who);
  out.is_vehicle = who.is("vehicle");
  return out;
}

std::string vehicle_room(std::string_view id) {
  return std::string{"vehicle:"}.append(id);
}

std::string trip_room(std::string_view id) {
  return std::string{"trip:"}.append(id);
}

} // namespace fleetwire::systems::fleet::tracking
