#include "actors/contract/system.hpp"
#include "actors/systems/fleet/door/door.hpp"
#include "actors/systems/fleet/settings.hpp"

#include <memory>

namespace fleetwire::systems::fleet {

namespace {

/// Keeps the parts together. The door is the first to see a socket.
class fleet_system final : public contract::running_system {
public:
  explicit fleet_system(contract::system_host& host)
    : options_(host.settings<fleet_settings>(section_name)), where_(host.of("/")) {
    door::open(where_, host.auth());
  }

private:
  const fleet_settings options_;
  nsp where_;
};

} // namespace

contract::system_descriptor descriptor() {
  return {
    .name = "fleet",
    .about = "vehicles, trips, alerts and notifications of a fleet",
    .needs = {"identity"},
    .section = make_section(),
    .install = [](contract::system_host& host) { return std::make_unique<fleet_system>(host); }};
}

} // namespace fleetwire::systems::fleet
