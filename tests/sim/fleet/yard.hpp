#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/fleet/live/service.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "actors/systems/fleet/notifications/desk.hpp"
#include "actors/systems/fleet/tracking/events.hpp"
#include "actors/systems/fleet/tracking/voice.hpp"
#include "tests/sim/door.hpp"
#include "tests/sim/place.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace fleetwire::sim {

namespace fleet = systems::fleet;

/// A fleet on the real actors behind the real namespace, with its notifications.
class yard final : public place {
public:
  struct setup : place::setup {
    fleet::fleet_settings how;
  };

  yard(const setup& how, disk_ptr disk, clock_ptr clock);
  ~yard() override;

  fleet::live::service& live() noexcept { return *service_; }
  fleet::notifications::desk& notes() noexcept { return *notes_; }
  /// Who hears all that is announced before the sockets do; nobody: null.
  void listen(fleet::live::audience* who);
  /// A client on its way into the namespace with a token.
  std::unique_ptr<harness::fake_client> approach(const std::string& token, unsigned worker);

private:
  class host;
  class announcer;

  std::unique_ptr<host> host_;
  door door_;
  std::unique_ptr<announcer> announcer_;
  fleet::live::surroundings around_;
  fleet::tracking::surface surface_;
  std::optional<fleet::notifications::desk> notes_;
  std::optional<fleet::live::service> service_;
};

} // namespace fleetwire::sim
