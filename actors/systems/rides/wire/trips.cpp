#include "actors/systems/rides/wire/trips.hpp"

#include "actors/systems/rides/wire/fares.hpp"
#include "actors/systems/rides/wire/fields.hpp"
#include "actors/systems/rides/wire/people.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

constexpr std::size_t usual_trip = 2560;
constexpr std::size_t usual_line = 256;

void put_named(json_writer& out, std::string_view key, std::string_view id, std::string_view name) {
  out.nest(key, [&](json_writer& in) { put_text(in.add("id", id), "name", name); });
}

void put_people(json_writer& out, const rules::trip& t, const trip_details& with) {
  static const contract::person nobody;
  static const rules::vehicle_slim nothing;
  const auto& passenger = with.passenger ? *with.passenger : nobody;
  const auto& driver = with.driver ? *with.driver : nobody;
  const auto& vehicle = with.vehicle ? *with.vehicle : nothing;
  out.add("passengerId", t.passenger_id);
  put_text(out, "passengerName", passenger.name);
  put_text(out, "passengerPhone", with.shows_phones ? passenger.phone : nobody.phone);
  put(out, "driverId", t.driver_id);
  put_text(out, "driverName", driver.name);
  put_text(out, "driverPhone", with.shows_phones ? driver.phone : nobody.phone);
  put(out, "vehicleId", t.vehicle_id);
  put(out, "vehiclePlateNumber", vehicle.plate_number);
  put(out, "vehicleMake", vehicle.make);
  put(out, "vehicleModel", vehicle.model);
  put(out, "vehicleColor", vehicle.color);
  put(out, "orderId", t.order_id);
}

void put_wishes(json_writer& out, const rules::trip& t) {
  const auto& category = t.terms->type.category_name;
  const auto& klass = t.terms->klass.name;
  out.add("currentStatus", rules::to_string(t.status));
  out.add("paymentMode", rules::to_string(t.payment));
  out.add("requestedVehicleCategoryId", t.category_id);
  put_text(out, "requestedVehicleCategoryName", category);
  put_named(out, "requestedVehicleCategory", t.category_id, category);
  out.add("requestedServiceClassId", t.service_class_id);
  put_text(out, "requestedServiceClassName", klass);
  put_named(out, "requestedServiceClass", t.service_class_id, klass);
}

void put_times(json_writer& out, const rules::trip& t) {
  out.add("requestedAt", t.requested_at);
  put(out, "acceptedAt", t.accepted_at);
  put(out, "pickupEtaAt", t.pickup_eta_at);
  put(out, "arrivedPickupAt", t.arrived_pickup_at);
  put(out, "startedAt", t.started_at);
  put(out, "completedAt", t.completed_at);
  put(out, "canceledAt", t.cancelled_at);
}

void put_places(json_writer& out, const rules::trip& t) {
  put(out, "pickupPoint", t.pickup);
  put(out, "pickupAddress", t.pickup_address);
  if (t.stops.empty()) {
    out.add("destinationPoint", nullptr).add("destinationAddress", nullptr);
  } else {
    put(out, "destinationPoint", t.stops.back().where);
    put(out, "destinationAddress", t.stops.back().address);
  }
  append_list(out.value_of("stops"), t.stops, write_stop);
}

void put_fare(json_writer& out, const rules::trip& t) {
  const auto& way = t.fare ? t.fare->travelled : t.planned;
  const auto& details = t.fare ? t.fare->details : *t.estimate_details;
  const auto total = t.fare ? std::optional{t.fare->total} : std::nullopt;
  put(out, "fareEstimatedTotal", t.fare_estimated);
  out.add("fareFinalCurrency", t.fare ? t.fare->currency : t.terms->currency);
  out.add("fareDistanceKm", way.distance_km).add("fareDurationMin", way.duration_min);
  out.add("fareSurgeMultiplier", details.surge_multiplier);
  put(out, "fareTotal", total);
  put(out, "fareFinalTotal", total);
  if (t.terms->type.id.empty())
    out.add("fareBreakdown", nullptr);
  else
    out.nest("fareBreakdown", [&](json_writer& in) { write_breakdown(in, details); });
}

} // namespace

void write_stop(json_writer& out, const rules::stop& of) {
  out.add("seq", of.seq);
  put(out, "point", of.where);
  put(out, "address", of.address);
  put(out, "placeId", of.place_id);
  put(out, "notes", of.notes);
  put(out, "plannedArrivalAt", of.planned_arrival_at);
  out.add("arrivedAt", nullptr).add("completedAt", nullptr);
}

json trip_json(const rules::trip& t, const trip_details& with) {
  return written(usual_trip, [&](json_writer& out) {
    out.add("id", t.id);
    put_people(out, t, with);
    put_wishes(out, t);
    put_times(out, t);
    put_places(out, t);
    put_fare(out, t);
    put(out, "endReason", t.end_reason);
    out.add("createdAt", t.requested_at).add("updatedAt", t.updated_at);
  });
}

void write_trip_event(json_writer& out, std::string_view trip_id, std::int64_t seq,
                      std::string_view kind, rules::instant at, std::string_view metadata) {
  out.add("id", std::string{trip_id} + ':' + std::to_string(seq));
  out.add("eventType", kind).add("occurredAt", at);
  out.value_of("metadata") += metadata;
}

json assignment_answer_json(std::string_view assignment_id, const rules::trip& after,
                            std::string_view message) {
  return written(usual_line, [&](json_writer& out) {
    out.add("assignmentId", assignment_id);
    if (const auto* next = rules::live_offer(after))
      out.add("nextAssignmentId", next->id);
    out.add("message", message);
  });
}

} // namespace fleetwire::systems::rides::wire
