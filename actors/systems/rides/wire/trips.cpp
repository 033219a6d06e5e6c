#include "actors/systems/rides/wire/trips.hpp"

#include "actors/systems/rides/wire/fares.hpp"
#include "actors/systems/rides/wire/fields.hpp"
#include "actors/systems/rides/wire/people.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

std::optional<std::string> known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

json named(const std::string& id, const std::optional<std::string>& name) {
  object out;
  put(out, "id", id);
  put(out, "name", name);
  return out.build();
}

rules::person person_in(const std::optional<contract::person>& who) {
  return who ? known_of(*who) : rules::person{};
}

void put_people(object& out, const rules::trip& t, const trip_details& with) {
  const auto passenger = person_in(with.passenger);
  const auto driver = person_in(with.driver);
  const auto vehicle = with.vehicle.value_or(rules::vehicle_slim{});
  put(out, "passengerId", t.passenger_id);
  put(out, "passengerName", passenger.name);
  put(out, "passengerPhone", passenger.phone);
  put(out, "driverId", t.driver_id);
  put(out, "driverName", driver.name);
  put(out, "driverPhone", driver.phone);
  put(out, "vehicleId", t.vehicle_id);
  put(out, "vehiclePlateNumber", vehicle.plate_number);
  put(out, "vehicleMake", vehicle.make);
  put(out, "vehicleModel", vehicle.model);
  put(out, "vehicleColor", vehicle.color);
  put(out, "orderId", t.order_id);
}

void put_wishes(object& out, const rules::trip& t) {
  const auto category = known(t.terms.type.category_name);
  const auto klass = known(t.terms.klass.name);
  put(out, "currentStatus", rules::to_string(t.status));
  put(out, "paymentMode", rules::to_string(t.payment));
  put(out, "requestedVehicleCategoryId", t.category_id);
  put(out, "requestedVehicleCategoryName", category);
  put(out, "requestedVehicleCategory", named(t.category_id, category));
  put(out, "requestedServiceClassId", t.service_class_id);
  put(out, "requestedServiceClassName", klass);
  put(out, "requestedServiceClass", named(t.service_class_id, klass));
}

void put_times(object& out, const rules::trip& t) {
  put(out, "requestedAt", t.requested_at);
  put(out, "acceptedAt", t.accepted_at);
  put(out, "pickupEtaAt", t.pickup_eta_at);
  put(out, "arrivedPickupAt", t.arrived_pickup_at);
  put(out, "startedAt", t.started_at);
  put(out, "completedAt", t.completed_at);
  put(out, "canceledAt", t.cancelled_at);
}

void put_places(object& out, const rules::trip& t) {
  put(out, "pickupPoint", t.pickup);
  put(out, "pickupAddress", t.pickup_address);
  if (t.stops.empty()) {
    out.add("destinationPoint", nullptr).add("destinationAddress", nullptr);
  } else {
    put(out, "destinationPoint", t.stops.back().where);
    put(out, "destinationAddress", t.stops.back().address);
  }
  put(out, "stops", list_json(t.stops, stop_json));
}

void put_fare(object& out, const rules::trip& t) {
  const auto& way = t.fare ? t.fare->travelled : t.planned;
  const auto& details = t.fare ? t.fare->details : t.estimate_details;
  const auto total = t.fare ? std::optional{t.fare->total} : std::nullopt;
  put(out, "fareEstimatedTotal", t.fare_estimated);
  put(out, "fareFinalCurrency", t.fare ? t.fare->currency : t.terms.currency);
  out.add("fareDistanceKm", way.distance_km).add("fareDurationMin", way.duration_min);
  out.add("fareSurgeMultiplier", details.surge_multiplier);
  put(out, "fareTotal", total);
  put(out, "fareFinalTotal", total);
  put(out, "fareBreakdown", t.terms.type.id.empty() ? json{"null"} : breakdown_json(details));
}

} // namespace

json stop_json(const rules::stop& of) {
  object out;
  out.add("seq", of.seq);
  put(out, "point", of.where);
  put(out, "address", of.address);
  put(out, "placeId", of.place_id);
  put(out, "notes", of.notes);
  put(out, "plannedArrivalAt", of.planned_arrival_at);
  out.add("arrivedAt", nullptr).add("completedAt", nullptr);
  return out.build();
}

json trip_json(const rules::trip& t, const trip_details& with) {
  object out;
  put(out, "id", t.id);
  put_people(out, t, with);
  put_wishes(out, t);
  put_times(out, t);
  put_places(out, t);
  put_fare(out, t);
  put(out, "endReason", t.end_reason);
  put(out, "createdAt", t.requested_at);
  put(out, "updatedAt", t.updated_at);
  return out.build();
}

json trip_event_json(std::string_view trip_id, std::int64_t seq, std::string_view kind,
                     rules::instant at, std::string_view metadata) {
  object out;
  put(out, "id", std::string{trip_id} + ':' + std::to_string(seq));
  put(out, "eventType", kind);
  put(out, "occurredAt", at);
  put(out, "metadata", json{std::string{metadata}});
  return out.build();
}

json assignment_answer_json(std::string_view assignment_id, const rules::trip& after,
                            std::string_view message) {
  object out;
  put(out, "assignmentId", assignment_id);
  if (const auto* next = rules::live_offer(after))
    put(out, "nextAssignmentId", next->id);
  put(out, "message", message);
  return out.build();
}

} // namespace fleetwire::systems::rides::wire
