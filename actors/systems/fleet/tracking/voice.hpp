#pragma once

#include <fleetwire/socket.hpp>

#include "actors/systems/fleet/live/audience.hpp"

namespace fleetwire::systems::fleet::tracking {

/// Says what happens to the sockets it concerns; see the table in the README. From any worker.
class voice final : public live::audience {
public:
  voice(nsp where, bool is_open);
  void vehicle_changed(const live::vehicle_sight& v, rules::instant at) override;
  void driver_left(const std::string& vehicle_id, const std::string& driver_id) override;
  void vehicle_located(const std::string& vehicle_id, const rules::report& seen) override;
  void presence_changed(const std::string& vehicle_id, bool is_online, rules::instant at) override;
  void fuel_low(const std::string& vehicle_id, double level, rules::instant at) override;
  void geofence_crossed(const std::string& vehicle_id, const rules::geofence& which, bool entered,
                        const rules::report& seen) override;
  void trip_changed(const live::trip_sight& t, rules::trip_step what, rules::instant at) override;
  void trip_driver_left(const std::string& trip_id, const std::string& driver_id) override;
  void trip_advanced(const live::trip_sight& t, rules::instant at) override;
  void alert_raised(const rules::alert& a) override;
  void alert_acknowledged(const rules::alert& a) override;

private:
  broadcast concerned(const rules::alert& a) const;

  nsp where_;
  broadcast dashboards_; ///< made once: asked at every report
  bool is_open_; ///< whoever left may go on listening
};

} // namespace fleetwire::systems::fleet::tracking
