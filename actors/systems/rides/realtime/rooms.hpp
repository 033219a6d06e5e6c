#pragma once

#include <string>
#include <string_view>

/// Names of rooms; clients never see them.
namespace fleetwire::systems::rides::realtime {

inline std::string driver_room(std::string_view user_id) {
  return "driver:" + std::string{user_id};
}

inline std::string passenger_room(std::string_view user_id) {
  return "passenger:" + std::string{user_id};
}

/// In /admin.
inline std::string user_room(std::string_view user_id) {
  return "user:" + std::string{user_id};
}

inline std::string session_room(std::string_view session_id) {
  return "session:" + std::string{session_id};
}

} // namespace fleetwire::systems::rides::realtime
