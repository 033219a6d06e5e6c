#pragma once

#include <string>
#include <string_view>

/// Names of rooms, as in the original.
namespace fleetwire::systems::orders::wire {

inline std::string order_room(std::string_view order_id) {
  return "order:" + std::string{order_id};
}

/// All sockets of a user.
inline std::string user_room(std::string_view user_id) {
  return "user:" + std::string{user_id};
}

} // namespace fleetwire::systems::orders::wire
