#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Names of rooms, as in the original.
namespace fleetwire::systems::orders::wire {

inline constexpr std::string_view order_rooms = "order:";

inline std::string order_room(std::string_view order_id) {
  return std::string{order_rooms}.append(order_id);
}

/// Nothing for the room of something else.
inline std::optional<std::string> order_of_room(std::string_view room) {
  if (!room.starts_with(order_rooms))
    return std::nullopt;
  return std::string{room.substr(order_rooms.size())};
}

/// All sockets of a user.
inline std::string user_room(std::string_view user_id) {
  return "user:" + std::string{user_id};
}

} // namespace fleetwire::systems::orders::wire
