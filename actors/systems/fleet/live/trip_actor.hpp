#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"

#include <optional>
#include <string>

namespace fleetwire::systems::fleet::live {

/// One trip: commits, announces, answers; while it is ongoing it follows its vehicle and says how
/// far it has come.
class trip_actor final : public contract::record_actor {
public:
  /// Loads its record first, if there is one.
  trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
             std::string id);
  /// Restored by whoever read all that are ongoing.
  trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
             rules::trip state);
  ~trip_actor() override;

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  void load();
  void settle_in();

  void execute(const trip_request& what, const trip_answer& reply);
  void look(const asker& who, const trip_answer& reply);
  /// A trip of a vehicle that is there, or can be.
  void make(const rules::trip_command& first, const trip_answer& reply);
  void insert(rules::trip next, rules::trip_step what, const trip_answer& reply);
  void step(const rules::trip_command& what, const trip_answer& reply);
  void with_vehicle(const std::string& vehicle_id,
                    std::function<void(const vehicle_result&)> go_on);
  void save(rules::trip next, rules::trip_step what, const trip_answer& reply);
  void adopt(rules::trip next, rules::trip_step what);
  void follow_vehicle(bool begin);
  void be_on_way(const rules::report& seen);
  trip_sight sight() const;

  surroundings& around_;
  const std::string id_;
  std::optional<rules::trip> state_; ///< as committed
  rules::course course_;
  bool is_loaded_ = false;
  std::optional<contract::deadline> alarm_;
  std::uint64_t heard_ = 0;
};

} // namespace fleetwire::systems::fleet::live
