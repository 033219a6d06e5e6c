#include "actors/systems/rides/pricing/fare.hpp"

#include <algorithm>
#include <utility>

#include "actors/systems/rides/pricing/rounding.hpp"

namespace fleetwire::systems::rides::pricing {

namespace {

struct computed {
  breakdown details;     // total is left open
  double before_cap = 0; // at least the minimum fare
  double payable = 0;    // after surge and cap
};

void name_terms(breakdown& b, const tariff& terms) {
  b.price_policy_id = terms.card.policy_id;
  b.price_scope_type = terms.card.scope_type;
  b.timezone_used = terms.card.timezone_used;
  b.card = terms.card;
  b.vehicle_type_name = terms.type.name;
  b.service_class_name = terms.klass.name;
  b.category_name = terms.type.category_name;
  b.vehicle_type_id = terms.type.id;
  b.service_class_id = terms.klass.id;
  b.category_id = terms.type.category_id;
}

// Every figure is rounded before it is used, so the breakdown adds up to the last digit shown.
computed compute(const tariff& terms, const route& way) {
  computed result;
  auto& b = result.details;
  const auto& card = terms.card;
  name_terms(b, terms);
  b.applied_multipliers = {rate(terms.klass.base_fare * card.base_fare),
                           rate(terms.klass.per_km * card.per_km),
                           rate(terms.klass.per_minute * card.per_minute),
                           rate(terms.klass.minimum_fare * card.minimum_fare)};
  b.base_fare = money(terms.type.base_fare * b.applied_multipliers.base);
  b.cost_per_km = rate(terms.type.per_km * b.applied_multipliers.per_km);
  b.cost_per_minute = rate(terms.type.per_minute * b.applied_multipliers.per_min);
  b.min_fare = money(terms.type.minimum_fare * b.applied_multipliers.min_fare);
  b.booking_fee = card.booking_fee;
  b.distance_km_est = kilometres(way.distance_km);
  b.duration_min_est = minutes(way.duration_min);
  b.subtotal =
    money(b.base_fare + b.cost_per_km * b.distance_km_est + b.cost_per_minute * b.duration_min_est
          + card.booking_fee + card.night_surcharge);
  b.surge_multiplier = surge_multiplier;
  result.before_cap = std::max(b.subtotal, b.min_fare);
  result.payable = money(result.before_cap * surge_multiplier);
  if (card.cap)
    result.payable = std::min(result.payable, *card.cap);
  return result;
}

void add_extras(breakdown& b, const actuals& reported) {
  b.waiting_time_minutes = reported.waiting_minutes;
  b.waiting_reason = reported.waiting_reason;
  b.total_with_extras = b.total;
  if (!reported.extra_fees)
    return;
  const double amount = money(*reported.extra_fees);
  b.extra_fees_total = amount;
  b.total_with_extras = money(b.total + amount);
  b.extra_lines.push_back({"extra_fees", reported.waiting_reason.value_or("Extra fees"), amount,
                           reported.waiting_minutes});
}

} // namespace

route plan_route(geo::point pickup, const std::vector<geo::point>& stops) noexcept {
  double distance = 0;
  auto from = pickup;
  for (const auto& stop : stops) {
    distance += geo::distance_km(from, stop);
    from = stop;
  }
  const double rounded_km = kilometres(distance);
  return {rounded_km, minutes(rounded_km / planning_speed_kmh * 60)};
}

quote estimate(const tariff& terms, const route& planned) {
  auto [details, before_cap, payable] = compute(terms, planned);
  details.total = before_cap;
  return {terms.currency, surge_multiplier, payable, std::move(details)};
}

final_fare settle(const tariff& terms, const route& planned, const actuals& reported) {
  const route travelled{kilometres(reported.distance_km.value_or(planned.distance_km)),
                        minutes(reported.duration_min.value_or(planned.duration_min))};
  auto [details, before_cap, payable] = compute(terms, travelled);
  details.total = payable;
  add_extras(details, reported);
  const double total = *details.total_with_extras;
  return {terms.currency, total, travelled, std::move(details)};
}

} // namespace fleetwire::systems::rides::pricing
