#pragma once

#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/wire/availability.hpp"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace fleetwire::systems::rides::realtime {

/// Hears the news of rides and says them to each kind of people; one actor, so that what it says keeps
/// its order.
class publisher final : public contract::pinned_actor {
public:
  /// One kind of people.
  struct ears {
    std::function<void(const rules::announcement&, const live::cast&)> trip;
    std::function<void(const live::driver_news&, wire::driver_story&)> driver;
    /// Of the positions of a driver that come together only the newest is heard.
    bool only_newest_positions = false;
  };
  /// Nothing is heard before the first message comes: send wake_up.
  struct wake_up {};
  /// To itself, behind what has come already.
  struct say_positions {};

  publisher(caf::actor_config& config, contract::actor_kind& kind, caf::group news,
            std::vector<ears> all);

protected:
  caf::behavior make_behavior() override;

private:
  void hear(const live::trip_news& news);
  void hear(const live::driver_news& news);
  void say_waiting();

  caf::group news_;
  std::vector<ears> all_;
  std::unordered_map<std::string, live::driver_news> waiting_; ///< newest positions, by driver
};

/// What each kind of people hears. The namespaces are /passengers, /drivers and /admin.
publisher::ears for_passengers(const nsp& where);
publisher::ears for_drivers(const nsp& where);
publisher::ears for_admins(const nsp& where);

} // namespace fleetwire::systems::rides::realtime

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::rides::realtime::publisher::wake_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::rides::realtime::publisher::say_positions)
