#pragma once

#include "actors/systems/fleet/live/commands.hpp"
#include "storage/status.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "caf/fwd.hpp"

namespace fleetwire::systems::fleet::live {

struct surroundings;

/// Positions on their way to the history.
struct history_usage {
  std::uint64_t written = 0;
  std::uint64_t waiting = 0;
  std::uint64_t shed = 0; ///< the queue was full, or the store refused them
};

/// The live side of the fleet as routes and sockets see it. From any thread; answers come on
/// workers, once, and must not throw.
class service {
public:
  /// Makes the actors. `around` outlives the service.
  service(caf::actor_system& system, surroundings& around);
  ~service();

  /// What an earlier life left: vehicles that were there still are, ongoing trips go on, open alerts
  /// are open. Before anybody is let in; not on a worker.
  storage::status restore();
  /// Hands the positions that wait to the store and returns when it has them. Workers run on threads
  /// of their own, none of which calls this.
  void flush();
  /// Ends all actors. Workers run.
  void stop();
  /// Lets go of them. Workers stand still.
  void release();

  void vehicle(const std::string& id, vehicle_command what, vehicle_answer reply);
  void report(take_report what);
  /// For vehicles of any worker, in one name.
  void report(asker who, std::vector<listed_report> all, std::shared_ptr<report_listener> to);
  /// Calls `each` for every active vehicle, on its worker, and `done` when each worker has done so.
  void look_at_active(std::function<void(const vehicle_sight&)> each, std::function<void()> done);
  void trip(const std::string& id, trip_request what, trip_answer reply);
  void raise(rules::alert what, alert_answer reply);
  /// Of a vehicle that is known, or comes into being; where it was seen last, unless that is said.
  void raise_of_vehicle(rules::alert what, asker who, alert_answer reply);
  void acknowledge(acknowledge_alert what);
  void save(save_geofence what);
  void forget(forget_geofence what);

  std::shared_ptr<const rules::geofence_set> geofences() const;
  /// Oldest first.
  std::shared_ptr<const std::vector<rules::alert>> open_alerts() const;
  history_usage history() const noexcept;

private:
  struct parts;
  storage::status restore_vehicles();
  storage::status restore_ways(std::vector<vehicle_sight>& all);

  surroundings& around_;
  std::unique_ptr<parts> parts_;
};

} // namespace fleetwire::systems::fleet::live
