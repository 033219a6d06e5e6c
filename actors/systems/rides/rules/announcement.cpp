#include "actors/systems/rides/rules/announcement.hpp"

namespace fleetwire::systems::rides::rules {

std::string_view event_name(announcement_kind kind) noexcept {
  switch (kind) {
    case announcement_kind::requested:
      return "trip:requested";
    case announcement_kind::assigning_started:
      return "trip:assigning_started";
    case announcement_kind::offered:
      return "trip:assignment:offered";
    case announcement_kind::assignment_accepted:
      return "trip:assignment:accepted";
    case announcement_kind::assignment_rejected:
      return "trip:assignment:rejected";
    case announcement_kind::assignment_expired:
      return "trip:assignment:expired";
    case announcement_kind::no_drivers_found:
      return "trip:no_drivers_found";
    case announcement_kind::driver_accepted:
      return "trip:driver_accepted";
    case announcement_kind::driver_assigned:
      return "trip:driver_assigned";
    case announcement_kind::arriving_started:
      return "trip:arriving_started";
    case announcement_kind::driver_en_route:
      return "trip:driver_en_route";
    case announcement_kind::driver_arrived_pickup:
      return "trip:driver_arrived_pickup";
    case announcement_kind::started:
      return "trip:started";
    case announcement_kind::completed:
      return "trip:completed";
    case announcement_kind::cancelled:
      return "trip:cancelled";
    case announcement_kind::admin_action_issued:
      return "admin:trip:action_issued";
  }
  return "";
}

audience usual_audience(announcement_kind kind) noexcept {
  switch (kind) {
    case announcement_kind::requested:
    case announcement_kind::assigning_started:
    case announcement_kind::no_drivers_found:
      return {true, false, true};
    case announcement_kind::offered:
    case announcement_kind::assignment_accepted:
      return {false, true, true};
    case announcement_kind::assignment_rejected:
    case announcement_kind::assignment_expired:
    case announcement_kind::admin_action_issued:
      return {false, false, true};
    case announcement_kind::driver_accepted:
      return {true, false, false};
    case announcement_kind::driver_assigned:
    case announcement_kind::arriving_started:
    case announcement_kind::driver_en_route:
    case announcement_kind::driver_arrived_pickup:
    case announcement_kind::started:
    case announcement_kind::completed:
    case announcement_kind::cancelled:
      break;
  }
  return {true, true, true};
}

std::string_view to_string(log_kind kind) noexcept {
  switch (kind) {
    case log_kind::trip_requested:
      return "trip_requested";
    case log_kind::assigning_started:
      return "assigning_started";
    case log_kind::driver_offered:
      return "driver_offered";
    case log_kind::driver_accepted:
      return "driver_accepted";
    case log_kind::driver_assigned:
      return "driver_assigned";
    case log_kind::driver_rejected:
      return "driver_rejected";
    case log_kind::assignment_expired:
      return "assignment_expired";
    case log_kind::no_drivers_found:
      return "no_drivers_found";
    case log_kind::driver_en_route:
      return "driver_en_route";
    case log_kind::driver_arrived_pickup:
      return "driver_arrived_pickup";
    case log_kind::trip_started:
      return "trip_started";
    case log_kind::trip_completed:
      return "trip_completed";
    case log_kind::trip_canceled:
      return "trip_canceled";
    case log_kind::driver_canceled:
      return "driver_canceled";
    case log_kind::status_overridden:
      return "status_overridden";
  }
  return "";
}

} // namespace fleetwire::systems::rides::rules
