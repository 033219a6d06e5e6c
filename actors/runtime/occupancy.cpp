#include "actors/runtime/occupancy.hpp"

#include <functional>

namespace fleetwire::runtime {

occupancy::slot occupancy::slot_of(const void* space, std::string_view room) const noexcept {
  const auto name = std::hash<std::string_view>{}(room);
  const auto salt = reinterpret_cast<std::uintptr_t>(space) * 0x9E3779B97F4A7C15u;
  return static_cast<slot>((name ^ (salt >> 16)) & mask_);
}

} // namespace fleetwire::runtime
