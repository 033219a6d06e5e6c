#include "actors/systems/fleet/live/commands.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

namespace fleetwire::systems::fleet::live {

bool may_see(const asker& who, const rules::vehicle& v) noexcept {
  return who.sees_all || may_report(who, v);
}

bool may_see(const asker& who, const rules::trip& t) noexcept {
  return who.sees_all || who.is_keeper || t.driver_id == who.user
         || (who.is_vehicle && t.vehicle_id == who.user);
}

bool may_report(const asker& who, const rules::vehicle& v) noexcept {
  return who.is_keeper || v.driver_id == who.user || (who.is_vehicle && v.id == who.user);
}

bool is_same(std::string_view key, std::string_view expected) noexcept {
  unsigned differ = key.size() == expected.size() && !expected.empty() ? 0 : 1;
  for (std::size_t i = 0; i < key.size() && !expected.empty(); ++i)
    differ |= static_cast<unsigned char>(key[i] ^ expected[i % expected.size()]);
  return differ == 0;
}

rules::refusal unavailable(const storage::status& why) {
  return why.code() == storage::errc::overloaded
           ? rules::refusal{503, "OVERLOADED", "Too much is waiting; try again"}
           : rules::refusal{503, "STORAGE_UNAVAILABLE", "The store does not answer; try again"};
}

} // namespace fleetwire::systems::fleet::live
