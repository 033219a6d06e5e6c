#pragma once

#include <fleetwire/embedded.hpp>
#include <fleetwire/value.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The system "fleet" for programs that embed it:
///
///   if (auto* vans = engine.system<fleetwire::fleet>())
///     vans->send_notification_to_user("u1", object{}.add("message", "Your trip has started"));
namespace fleetwire {

/// What became of a call. `data` is what the route of the same name answers with.
struct fleet_result {
  bool ok = false;
  std::string code;    ///< why not: "INVALID_INPUT" …
  std::string message; ///< for people
  json data;
};
/// Called once, on any thread; must not wait. May be empty.
using fleet_done = std::function<void(const fleet_result&)>;

struct fleet_connection {
  std::string socket_id;
  std::string user_id;
  std::string user_role;
  std::string connected_at; ///< ISO 8601
};

/// What a vehicle says of itself.
struct fleet_report {
  double lat = 0;
  double lng = 0;
  std::optional<double> speed = {};      ///< km/h
  std::optional<double> heading = {};    ///< degrees
  std::optional<double> accuracy = {};   ///< m
  std::optional<double> altitude = {};   ///< m
  std::optional<double> fuel_level = {}; ///< 0–100
  std::optional<bool> ignition = {};
  bool accident = false;
  std::optional<std::chrono::system_clock::time_point> at = {}; ///< nothing: now
};

/// From any thread, while the engine runs. JSON is checked as that of a client would be.
class fleet : public embedded {
public:
  /// `message` is {title?, message, type?, data?}. Stored before it is sent.
  virtual void send_notification_to_user(std::string_view user_id, const json& message,
                                         fleet_done done) = 0;
  /// To each of up to 1000, or to none.
  virtual void send_bulk_notifications(const std::vector<std::string>& user_ids,
                                       const json& message, fleet_done done) = 0;
  /// To everyone who is connected.
  virtual void broadcast_notification(const json& message, fleet_done done) = 0;

  // What moves. Members of JSON objects are merged, null takes one away; vehicles and trips that
  // nobody made known come into being where `fleet.auto_register` says so.
  virtual void emit_vehicle_update(std::string_view vehicle_id, const json& data,
                                   fleet_done done) = 0;
  virtual void emit_gps_update(std::string_view vehicle_id, const fleet_report& what,
                               fleet_done done) = 0;
  virtual void emit_trip_update(std::string_view trip_id, const json& data, fleet_done done) = 0;
  virtual void emit_trip_started(std::string_view trip_id, const json& data, fleet_done done) = 0;
  virtual void emit_trip_completed(std::string_view trip_id, const json& data, fleet_done done) = 0;
  virtual void emit_trip_cancelled(std::string_view trip_id, std::string_view reason,
                                   fleet_done done) = 0;
  /// `alert` is {message, type?, priority?, location?}.
  virtual void emit_emergency_alert(std::string_view vehicle_id, const json& alert,
                                    fleet_done done) = 0;
  virtual void emit_low_fuel_warning(std::string_view vehicle_id, double fuel_level,
                                     fleet_done done) = 0;

  virtual std::size_t get_connections_count() const = 0;
  /// Calls `done` on a worker.
  virtual void active_connections(
    std::function<void(const std::vector<fleet_connection>&)> done) const = 0;
  /// They hear that the server wants it, and do not come back by themselves.
  virtual void disconnect_all() const = 0;

  void send_notification_to_user(std::string_view user_id, const json& message) {
    send_notification_to_user(user_id, message, {});
  }
  void send_bulk_notifications(const std::vector<std::string>& user_ids, const json& message) {
    send_bulk_notifications(user_ids, message, {});
  }
  void broadcast_notification(const json& message) { broadcast_notification(message, {}); }

  void emit_vehicle_update(std::string_view vehicle_id, const json& data) {
    emit_vehicle_update(vehicle_id, data, {});
  }
  void emit_gps_update(std::string_view vehicle_id, const fleet_report& what) {
    emit_gps_update(vehicle_id, what, {});
  }
  void emit_trip_update(std::string_view trip_id, const json& data) {
    emit_trip_update(trip_id, data, {});
  }
  void emit_trip_started(std::string_view trip_id, const json& data) {
    emit_trip_started(trip_id, data, {});
  }
  void emit_trip_completed(std::string_view trip_id, const json& data) {
    emit_trip_completed(trip_id, data, {});
  }
  void emit_trip_cancelled(std::string_view trip_id, std::string_view reason) {
    emit_trip_cancelled(trip_id, reason, {});
  }
  void emit_emergency_alert(std::string_view vehicle_id, const json& alert) {
    emit_emergency_alert(vehicle_id, alert, {});
  }
  void emit_low_fuel_warning(std::string_view vehicle_id, double fuel_level) {
    emit_low_fuel_warning(vehicle_id, fuel_level, {});
  }
};

} // namespace fleetwire
