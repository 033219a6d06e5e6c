#include "actors/systems/rides/live/record_actor.hpp"

namespace fleetwire::systems::rides::live {

rules::refusal unavailable(const storage::status& why) {
  return why.code() == storage::errc::overloaded
           ? rules::refusal{503, "OVERLOADED", "Too much is waiting; try again"}
           : rules::refusal{503, "STORAGE_UNAVAILABLE", "The change could not be stored"};
}

} // namespace fleetwire::systems::rides::live
