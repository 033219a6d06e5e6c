#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/record_actor.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace fleetwire::systems::rides::live {

/// One driver: his availability, his presence, and who may ask him. He lets himself be reserved by
/// one trip at a time.
class driver_actor final : public record_actor {
public:
  /// Loads his record first, if there is one.
  driver_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
               std::string id);
  ~driver_actor() override;

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  void load();
  void on_alarm();
  void recall(rules::availability promised);
  void settle_in();
  void know_again(step then);
  void execute(const driver_command& what, const driver_answer& reply);
  void carry_out(rules::availability_outcome what, const driver_answer& reply);
  /// Changes of place and presence: told at once, written behind.
  void remember(rules::availability_change change, const driver_answer& reply);
  void commit_change(rules::availability_change change, const driver_answer& reply);
  void adopt(rules::availability_change change);

  void make(const make_record& what, const driver_answer& reply);
  void ping(const rules::ping& what, const driver_answer& reply);
  void note(const be_connected& what);
  void show_presence();
  void set_own_trip(const set_trip& what, const driver_answer& reply);
  void engage_in(const engage& what, const driver_answer& reply);
  void be_released(const release& what, const driver_answer& reply);
  void be_held(const hold& what);
  void be_reserved(const reserve& what);
  /// What a trip wants must happen, if not now then a little later.
  driver_answer insisting(driver_command what, const driver_answer& reply);

  rules::eligibility facts() const;
  std::shared_ptr<const vehicle_facts> vehicle() const;
  void tell_matcher();
  void set_alarm();

  const std::string id_;
  std::optional<rules::availability> state_;
  std::shared_ptr<const rules::availability> shown_; ///< the same, for whoever hears of it
  std::optional<contract::person> person_;
  std::set<std::string> sockets_;
  std::optional<std::string> reserved_; ///< the trip that asks him, or is about to; it lets him go
  std::optional<std::string> engaged_; ///< the trip that has him, whatever his client says
  std::optional<contract::deadline> alarm_;
  std::optional<driver_command> owed_; ///< to a trip; the store did not take it
  instant owed_at_;
  bool is_read_ = false; ///< what is stored could be read
  std::uint64_t heard_ = 0;
  bool matcher_knows_ = false;
};

} // namespace fleetwire::systems::rides::live
