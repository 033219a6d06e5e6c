#include "actors/systems/rides/live/record_actor.hpp"

#include <utility>

namespace fleetwire::systems::rides::live {

rules::refusal unavailable(const storage::status& why) {
  switch (why.code()) {
    case storage::errc::overloaded:
    case storage::errc::busy:
      return {503, "OVERLOADED", "Too much is waiting; try again"};
    case storage::errc::full:
      return {503, "STORAGE_FULL", "No space left to store the change"};
    default:
      return {503, "STORAGE_UNAVAILABLE", "The change could not be stored"};
  }
}

void record_actor::meet(const std::string& user_id,
                        std::function<void(const std::optional<contract::person>&)> use) {
  wait_for([&](const resumer& resume) {
    around_.find_person(user_id,
                        [resume, use = std::move(use)](std::optional<contract::person> who) {
                          resume([use, who = std::move(who)] { use(who); });
                        });
  });
}

} // namespace fleetwire::systems::rides::live
