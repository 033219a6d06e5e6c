#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

#include <cstdint>
#include <optional>

namespace fleetwire::systems::fleet::live {

/// Forgets positions that are too old: goes round all vehicles, a small piece at a time, then rests.
class purger final : public contract::record_actor {
public:
  static constexpr std::int64_t piece = 2'000;
  static constexpr std::chrono::milliseconds between_pieces{100};
  static constexpr std::chrono::minutes rest{30};

  purger(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);
  ~purger() override;

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void go_on();

  surroundings& around_;
  std::int64_t vehicle_ = 0; ///< its number; 0: between two rounds
  std::optional<contract::deadline> alarm_;
};

} // namespace fleetwire::systems::fleet::live
