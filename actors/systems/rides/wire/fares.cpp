#include "actors/systems/rides/wire/fares.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

json card_json(const pricing::rate_card& card) {
  object out;
  put(out, "policyId", card.policy_id);
  put(out, "scopeType", pricing::to_string(card.scope_type));
  put(out, "timezoneUsed", card.timezone_used);
  out.add("base_fare", card.base_fare).add("per_km", card.per_km);
  out.add("per_minute", card.per_minute).add("minimum_fare", card.minimum_fare);
  out.add("booking_fee", card.booking_fee).add("night_surcharge", card.night_surcharge);
  put(out, "cap", card.cap);
  return out.build();
}

json multipliers_json(const pricing::multipliers& of) {
  return object{}
    .add("base", of.base)
    .add("per_km", of.per_km)
    .add("per_min", of.per_min)
    .add("min_fare", of.min_fare)
    .build();
}

json extra_line_json(const pricing::extra_line& line) {
  object out;
  put(out, "code", line.code);
  put(out, "label", line.label);
  out.add("amount", line.amount);
  if (line.waiting_minutes)
    out.add("meta", object{}.add("waiting_minutes", *line.waiting_minutes).build());
  return out.build();
}

void put_names(object& out, const pricing::breakdown& b) {
  put(out, "vehicle_type_name", b.vehicle_type_name);
  put(out, "service_class_name", b.service_class_name);
  put(out, "category_name", b.category_name);
  put(out, "vehicle_type_id", b.vehicle_type_id);
  put(out, "service_class_id", b.service_class_id);
  put(out, "category_id", b.category_id);
}

} // namespace

json breakdown_json(const pricing::breakdown& b) {
  object out;
  put(out, "price_policy_id", b.price_policy_id);
  put(out, "price_scope_type", pricing::to_string(b.price_scope_type));
  put(out, "timezone_used", b.timezone_used);
  put(out, "rate_card", card_json(b.card));
  put_names(out, b);
  out.add("base_fare", b.base_fare).add("cost_per_km", b.cost_per_km);
  out.add("cost_per_minute", b.cost_per_minute).add("min_fare", b.min_fare);
  out.add("booking_fee", b.booking_fee);
  put(out, "applied_multipliers", multipliers_json(b.applied_multipliers));
  out.add("distance_km_est", b.distance_km_est).add("duration_min_est", b.duration_min_est);
  out.add("subtotal", b.subtotal).add("total", b.total);
  out.add("surge_multiplier", b.surge_multiplier);
  put_known(out, "total_with_extras", b.total_with_extras);
  put_known(out, "waiting_time_minutes", b.waiting_time_minutes);
  put_known(out, "waiting_reason", b.waiting_reason);
  put_known(out, "extra_fees_total", b.extra_fees_total);
  if (!b.extra_lines.empty())
    put(out, "extra_lines", list_json(b.extra_lines, extra_line_json));
  return out.build();
}

json quote_json(const pricing::quote& of) {
  object out;
  put(out, "currency", of.currency);
  out.add("surgeMultiplier", of.surge_multiplier).add("totalEstimated", of.total_estimated);
  put(out, "breakdown", breakdown_json(of.details));
  return out.build();
}

} // namespace fleetwire::systems::rides::wire
