#pragma once

#include "actors/systems/fleet/connections/connections.hpp"
#include "actors/systems/fleet/notifications/desk.hpp"
#include "actors/systems/fleet/yard.hpp"

#include <fleetwire/fleet.hpp>

namespace fleetwire::systems::fleet {

/// The system as the program around the engine sees it.
class calls : public fleetwire::fleet {
public:
  calls(const connections::watch& who, notifications::desk& notes, yard& moving)
    : who_(who), notes_(notes), moving_(moving) {}

  void send_notification_to_user(std::string_view user_id, const json& message,
                                 fleet_done done) override;
  void send_bulk_notifications(const std::vector<std::string>& user_ids, const json& message,
                               fleet_done done) override;
  void broadcast_notification(const json& message, fleet_done done) override;

  // moving_calls.cpp
  void emit_vehicle_update(std::string_view vehicle_id, const json& data, fleet_done done) override;
  void emit_gps_update(std::string_view vehicle_id, const fleet_report& what,
                       fleet_done done) override;
  void emit_trip_update(std::string_view trip_id, const json& data, fleet_done done) override;
  void emit_trip_started(std::string_view trip_id, const json& data, fleet_done done) override;
  void emit_trip_completed(std::string_view trip_id, const json& data, fleet_done done) override;
  void emit_trip_cancelled(std::string_view trip_id, std::string_view reason,
                           fleet_done done) override;
  void emit_emergency_alert(std::string_view vehicle_id, const json& alert,
                            fleet_done done) override;
  void emit_low_fuel_warning(std::string_view vehicle_id, double fuel_level,
                             fleet_done done) override;

  std::size_t get_connections_count() const override;
  void active_connections(
    std::function<void(const std::vector<fleet_connection>&)> done) const override;
  void disconnect_all() const override;

private:
  void step(std::string_view trip_id, const json& data, rules::trip_step what, fleet_done done);

  const connections::watch& who_;
  notifications::desk& notes_;
  yard& moving_;
};

} // namespace fleetwire::systems::fleet
