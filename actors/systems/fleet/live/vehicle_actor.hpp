#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/shard.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "actors/systems/fleet/store/position.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::systems::fleet::live {

/// Where it was when the history ends.
void begin_way(vehicle_sight& v, const store::position& last);

/// One vehicle: what is promised of it, its way, whether it is there. Positions are believed and told
/// at once and written behind; everything else is committed first.
class vehicle_actor final : public contract::record_actor {
public:
  /// Loads its record first, if there is one.
  vehicle_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
                shard_ptr home, std::string id);
  /// Restored by whoever read all vehicles.
  vehicle_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
                shard_ptr home, vehicle_sight known);
  ~vehicle_actor() override;

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  void load();
  void loaded(std::optional<rules::vehicle> record, const std::optional<store::position>& last);
  void settle_in();
  void on_alarm();

  void execute(const vehicle_command& what, const vehicle_answer& reply);
  void make(const rules::vehicle_patch& what, const vehicle_answer& reply);
  void change(const rules::vehicle_patch& what, const vehicle_answer& reply);
  void adopt(rules::vehicle next);
  void warn(double level);

  void take(const take_report& what);
  std::optional<rules::refusal> fault_of(const take_report& what) const;
  bool may_make(const take_report& what) const;
  void believe(const rules::motion_change& change);
  void remember(const rules::motion_change& change);
  void cross_fences(const rules::report& seen);
  void raise_accident(const rules::report& seen);
  void be_seen();

  surroundings& around_;
  const shard_ptr home_;
  const std::string id_;
  vehicle_sight sight_;
  bool is_loaded_ = false;
  bool is_known_ = false; ///< there is a record
  std::vector<std::string> inside_; ///< ids of geofences
  std::map<std::string, caf::actor> followers_; ///< trips
  std::optional<contract::deadline> alarm_;
  std::uint64_t heard_ = 0;
};

} // namespace fleetwire::systems::fleet::live
