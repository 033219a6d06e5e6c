#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/pinned_actor.hpp"
#include "actors/contract/roster.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/shard.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::systems::fleet::live {

/// A vehicle that an earlier life knew.
struct bring_vehicle_back {
  vehicle_sight known;
};

class vehicle_actor;

/// Finds or makes the actors of the vehicles of its worker, and looks at them all when asked to.
class vehicle_desk final : public contract::pinned_actor {
public:
  vehicle_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
               unsigned index, shard_ptr home);
  ~vehicle_desk() override;

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  /// A survey that goes on in the next turn.
  struct tour {
    survey what;
    std::vector<std::string> left; ///< ids, the next one last
  };

  template <class Message>
  void forward(Message& what);
  static vehicle_actor* ready(const contract::roster::entry* found);
  void take(take_report& what);
  void take_all(take_reports& some);
  bool take_listed(const take_reports& of, listed_report& what,
                   const contract::roster::entry* found, instant now, verdict_counts& counts);
  void begin(survey what);
  void go_on();

  surroundings& around_;
  contract::actor_kind& vehicle_kind_;
  const unsigned index_;
  const shard_ptr home_;
  contract::roster vehicles_;
  std::deque<tour> tours_;
  std::optional<contract::deadline> alarm_;
};

} // namespace fleetwire::systems::fleet::live

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::bring_vehicle_back)
