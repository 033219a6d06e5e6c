#include "actors/systems/rides/wire/bodies.hpp"

#include <charconv>
#include <cmath>

namespace fleetwire::systems::rides::wire {

namespace {

using contract::need;

constexpr std::size_t most_stops = 50;
constexpr std::size_t longest_reason = 200;
constexpr std::size_t longest_note = 500;

bool is_sent(input& in, std::string_view name) {
  const auto found = in.raw(name);
  return found.exists() && !found.is_null();
}

/// The first of two names that was sent.
std::string_view sent_name(input& in, std::string_view usual, std::string_view other) {
  const bool has_usual = is_sent(in, usual);
  const bool has_other = is_sent(in, other); // asked in any case: so that it is known
  return !has_usual && has_other ? other : usual;
}

rules::payment_mode read_payment(input& in) {
  const auto found = in.raw("paymentMode").as_string();
  const auto mode = found ? rules::payment_mode_from(*found) : std::nullopt;
  if (!mode)
    in.fault("paymentMode must be one of the following values: cash, card, wallet");
  return mode.value_or(rules::payment_mode::cash);
}

/// Of an element of the request's stops: the place is nested, or the element itself.
geo::point read_place_of_stop(input& in) {
  geo::point where;
  if (!in.has("point") && in.has("lat"))
    return read_point(in, need::required).value_or(where);
  in.nested("point", need::required,
            [&where](input& point) { where = read_point(point, need::required).value_or(where); });
  return where;
}

rules::stop read_stop(input& in, int position) {
  rules::stop out;
  out.where = read_place_of_stop(in);
  out.address = in.text("address", need::optional, 1, 500);
  out.place_id = in.text("placeId", need::optional, 1, 255);
  out.notes = in.text("notes", need::optional, 1, 1000);
  out.seq = static_cast<int>(in.integer("seq", need::optional, 1, 1000).value_or(position));
  if (const auto at = in.time("plannedArrivalAt", need::optional))
    out.planned_arrival_at = *at;
  return out;
}

/// A number, also as text, not negative.
std::optional<double> read_amount(input& in, std::string_view name) {
  const auto found = in.raw(name);
  if (!found.exists() || found.is_null())
    return std::nullopt;
  auto number = found.as_double();
  if (const auto text = found.as_string()) {
    double parsed = 0;
    const auto* end = text->data() + text->size();
    const auto [stop, fault] = std::from_chars(text->data(), end, parsed);
    if (fault == std::errc{} && stop == end)
      number = parsed;
  }
  if (!number || !std::isfinite(*number)) {
    in.fault(std::string{name} + " must be a number conforming to the specified constraints");
    return std::nullopt;
  }
  if (*number < 0)
    in.fault(std::string{name} + " must not be less than 0");
  return number;
}

} // namespace

std::optional<geo::point> read_point(input& in, need wanted) {
  const auto lat_name = sent_name(in, "lat", "latitude");
  const auto lng_name = sent_name(in, "lng", "longitude");
  const bool has_one = is_sent(in, lat_name) || is_sent(in, lng_name);
  const auto wants = has_one ? need::required : wanted;
  const auto lat = in.number(lat_name, wants, -90, 90);
  const auto lng = in.number(lng_name, wants, -180, 180);
  if (!lat || !lng)
    return std::nullopt;
  return geo::point{*lat, *lng};
}

create_body read_create(input& in) {
  create_body out;
  auto& wanted = out.wanted;
  wanted.passenger_id = in.uuid("passengerId", need::optional).value_or("");
  wanted.payment = read_payment(in);
  in.nested("pickupPoint", need::required, [&wanted](input& point) {
    wanted.pickup = read_point(point, need::required).value_or(wanted.pickup);
  });
  wanted.pickup_address = in.text("pickupAddress", need::optional, 1, 500);
  in.each("stops", need::optional, 0, most_stops, [&wanted](input& stop) {
    wanted.stops.push_back(read_stop(stop, static_cast<int>(wanted.stops.size()) + 1));
  });
  wanted.category_id = in.uuid("vehicleCategoryId").value_or("");
  wanted.service_class_id = in.uuid("serviceClassId").value_or("");
  out.idempotency_key = in.text("idempotencyKey", need::optional, 1, 120);
  return out;
}

estimate_body read_estimate(input& in) {
  estimate_body out;
  out.category_id = in.uuid("vehicleCategoryId").value_or("");
  out.service_class_id = in.uuid("serviceClassId").value_or("");
  in.nested("pickup", need::required, [&out](input& point) {
    out.pickup = read_point(point, need::required).value_or(out.pickup);
  });
  in.each("stops", need::required, 1, most_stops,
          [&out](input& stop) { out.stops.push_back(read_place_of_stop(stop)); });
  out.currency = in.text("currency", need::optional, 3, 3).value_or("CUP");
  return out;
}

driver_body read_driver(input& in) {
  return {in.uuid("driverId", need::optional)};
}

arriving_body read_arriving(input& in) {
  arriving_body out{read_driver(in), {}, {}};
  if (const auto minutes = in.number("etaMinutes", need::optional, 0, 24 * 60))
    out.eta_minutes = static_cast<int>(std::lround(*minutes));
  const auto lat = in.number("driverLat", need::optional, -90, 90);
  const auto lng = in.number("driverLng", need::optional, -180, 180);
  if (lat && lng)
    out.driver_position = geo::point{*lat, *lng};
  return out;
}

complete_body read_complete(input& in) {
  complete_body out{read_driver(in), {}};
  out.reported.distance_km = read_amount(in, "actualDistanceKm");
  out.reported.duration_min = read_amount(in, "actualDurationMin");
  out.reported.extra_fees = read_amount(in, "extraFees");
  out.reported.waiting_minutes = read_amount(in, "waitingTimeMinutes");
  out.reported.waiting_reason = in.text("waitingReason", need::optional, 0, longest_note);
  return out;
}

text_maybe read_reason(input& in) {
  return in.text("reason", need::optional, 0, longest_reason);
}

cancel_body read_cancel(input& in) {
  return {in.text("reason", need::optional, 0, longest_note), in.uuid("driverId", need::optional),
          in.uuid("passengerId", need::optional)};
}

rules::matching_overrides read_matching(input& in) {
  rules::matching_overrides out;
  if (const auto metres = in.integer("searchRadiusMeters", need::optional, 100, 100'000))
    out.radius_m = static_cast<double>(*metres);
  if (const auto count = in.integer("maxCandidates", need::optional, 1, 50))
    out.candidates = static_cast<std::size_t>(*count);
  if (const auto seconds = in.integer("offerTtlSeconds", need::optional, 5, 120))
    out.offer_ttl = std::chrono::seconds{*seconds};
  return out;
}

action_body read_action(input& in) {
  return {in.text("reason", need::required, 1, longest_note).value_or(""),
          in.text("internalNote", need::optional, 0, 1000)};
}

rules::retry_matching read_retry(input& in) {
  rules::retry_matching out;
  out.reason = in.text("reason", need::required, 1, longest_note).value_or("");
  out.overrides = read_matching(in);
  return out;
}

rules::override_status read_override(input& in) {
  rules::override_status out;
  const auto target =
    in.choice("targetStatus", {"pending", "assigning", "accepted", "arriving", "in_progress",
                               "completed", "cancelled", "no_drivers_found"});
  if (const auto status = target ? rules::trip_status_from(*target) : std::nullopt)
    out.target = *status;
  auto said = read_action(in);
  out.reason = std::move(said.reason);
  out.internal_note = std::move(said.internal_note);
  out.reported.distance_km = read_amount(in, "actualDistanceKm");
  out.reported.duration_min = read_amount(in, "actualDurationMin");
  out.fare_total = read_amount(in, "fareTotal");
  return out;
}

message_body read_message(input& in) {
  return {in.choice("target", {"passenger", "driver", "both"}).value_or(""),
          in.text("message", need::required, 1, 2000).value_or("")};
}

notification_body read_notification(input& in) {
  notification_body out;
  out.target = in.choice("target", {"session", "user", "role", "all"}).value_or("");
  const bool is_for_some = !out.target.empty() && out.target != "all";
  out.id = in.text("id", is_for_some ? need::required : need::optional, 1, 100).value_or("");
  const auto data = in.raw("data");
  out.data = json{data.exists() ? std::string{data.raw()} : "null"};
  return out;
}

} // namespace fleetwire::systems::rides::wire
