#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/messages.hpp"
#include "actors/systems/fleet/live/shard.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "actors/systems/fleet/store/positions.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fleetwire::systems::fleet::live {

/// Where it was when the history ends.
void begin_way(vehicle_sight& v, const store::last_seen& last);

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

  /// A report as its desk hands it over; a key is a tracker's.
  struct handed_report {
    const asker& who;
    const std::optional<std::string>& device_key;
    const rules::report& seen;
    instant now;
  };
  /// Whether take_now() may be called: on its worker and out of its own turn, when it has heard
  /// `sent` messages of its desk.
  bool is_ready(std::uint64_t sent) const noexcept {
    // The alarm is there from its first turn until its last.
    return alarm_ && is_known_ && heard_ == sent && is_free();
  }
  /// Asks the memory for what take_now() looks at …
  void fetch() const noexcept {
    constexpr std::ptrdiff_t line = 64;
    fetch_state();
    __builtin_prefetch(&id_);
    __builtin_prefetch(&sight_.record);
    __builtin_prefetch(&sight_.record.driver_id);
    const auto* const from = reinterpret_cast<const char*>(&sight_.way);
    for (const auto* at = from; at < reinterpret_cast<const char*>(&heard_ + 1); at += line)
      __builtin_prefetch(at);
  }
  /// … and, when that has come, for the rest.
  void fetch_more() const noexcept { __builtin_prefetch(id_.data()); }
  /// What a take_report would do, at once and without a mailbox.
  report_result take_now(const handed_report& what);

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  void load();
  void loaded(std::optional<rules::vehicle> record, const std::optional<store::last_seen>& last);
  void settle_in();
  void on_alarm();

  void execute(const vehicle_command& what, const vehicle_answer& reply);
  void make(const rules::vehicle_patch& what, const vehicle_answer& reply);
  void change(const rules::vehicle_patch& what, const vehicle_answer& reply);
  void save(const rules::vehicle_patch& what, const vehicle_answer& reply,
            std::function<void()> tell);
  void announce(std::optional<double> fuel);
  void adopt(rules::vehicle next);
  void warn(double level, const vehicle_answer& reply);

  void take(const take_report& what);
  rules::verdict accept(const rules::report& seen, instant now);
  std::optional<rules::refusal> fault_of(const handed_report& what) const;
  bool may_make(const handed_report& what) const;
  void believe(const rules::motion_change& change);
  void remember(const rules::motion_change& change);
  void cross_fences(const rules::report& seen);
  void raise_accident(const rules::report& seen);
  void be_seen(instant now);

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
