#pragma once

#include "actors/systems/fleet/rules/alert.hpp"
#include "actors/systems/fleet/rules/geofence.hpp"
#include "actors/systems/fleet/rules/progress.hpp"
#include "actors/systems/fleet/rules/vehicle.hpp"

#include <optional>
#include <string>

namespace fleetwire::systems::fleet::live {

using rules::instant;

/// A vehicle and what is known of its way.
struct vehicle_sight {
  rules::vehicle record;
  rules::motion way;
  std::optional<instant> last_seen; ///< when it last reported, whatever it said
  bool is_online = false;
};

/// A trip and how far it has come.
struct trip_sight {
  rules::trip record;
  std::optional<rules::estimate> course;
};

/// Who hears what happens. Called by the actors on their workers, after the commit of what is
/// promised; must not wait.
class audience {
public:
  virtual ~audience() = default;
  virtual void vehicle_changed(const vehicle_sight& v, instant at) = 0;
  /// Somebody else drives it now: who did may not watch it any more.
  virtual void driver_left(const std::string& vehicle_id, const std::string& driver_id) = 0;
  virtual void vehicle_located(const std::string& vehicle_id, const rules::report& seen) = 0;
  virtual void presence_changed(const std::string& vehicle_id, bool is_online, instant at) = 0;
  virtual void fuel_low(const std::string& vehicle_id, double level, instant at) = 0;
  virtual void geofence_crossed(const std::string& vehicle_id, const rules::geofence& which,
                                bool entered, const rules::report& seen) = 0;
  virtual void trip_changed(const trip_sight& t, rules::trip_step what, instant at) = 0;
  /// As driver_left, of a trip.
  virtual void trip_driver_left(const std::string& trip_id, const std::string& driver_id) = 0;
  virtual void trip_advanced(const trip_sight& t, instant at) = 0;
  virtual void alert_raised(const rules::alert& a) = 0;
  virtual void alert_acknowledged(const rules::alert& a) = 0;
};

} // namespace fleetwire::systems::fleet::live
