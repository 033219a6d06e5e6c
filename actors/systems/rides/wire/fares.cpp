#include "actors/systems/rides/wire/fares.hpp"

#include "actors/systems/rides/wire/fields.hpp"

namespace fleetwire::systems::rides::wire {

namespace {

constexpr std::size_t usual_quote = 1024;

void write_card(json_writer& out, const pricing::rate_card& card) {
  out.add("policyId", card.policy_id);
  out.add("scopeType", pricing::to_string(card.scope_type));
  out.add("timezoneUsed", card.timezone_used);
  out.add("base_fare", card.base_fare).add("per_km", card.per_km);
  out.add("per_minute", card.per_minute).add("minimum_fare", card.minimum_fare);
  out.add("booking_fee", card.booking_fee).add("night_surcharge", card.night_surcharge);
  put(out, "cap", card.cap);
}

void write_multipliers(json_writer& out, const pricing::multipliers& of) {
  out.add("base", of.base).add("per_km", of.per_km);
  out.add("per_min", of.per_min).add("min_fare", of.min_fare);
}

void write_extra_line(json_writer& out, const pricing::extra_line& line) {
  out.add("code", line.code).add("label", line.label).add("amount", line.amount);
  if (line.waiting_minutes)
    out.nest("meta", [&](json_writer& in) { in.add("waiting_minutes", *line.waiting_minutes); });
}

void put_names(json_writer& out, const pricing::breakdown& b) {
  out.add("vehicle_type_name", b.vehicle_type_name);
  out.add("service_class_name", b.service_class_name);
  out.add("category_name", b.category_name);
  out.add("vehicle_type_id", b.vehicle_type_id);
  out.add("service_class_id", b.service_class_id);
  out.add("category_id", b.category_id);
}

} // namespace

void write_breakdown(json_writer& out, const pricing::breakdown& b) {
  out.add("price_policy_id", b.price_policy_id);
  out.add("price_scope_type", pricing::to_string(b.price_scope_type));
  out.add("timezone_used", b.timezone_used);
  out.nest("rate_card", [&](json_writer& in) { write_card(in, b.card); });
  put_names(out, b);
  out.add("base_fare", b.base_fare).add("cost_per_km", b.cost_per_km);
  out.add("cost_per_minute", b.cost_per_minute).add("min_fare", b.min_fare);
  out.add("booking_fee", b.booking_fee);
  out.nest("applied_multipliers",
           [&](json_writer& in) { write_multipliers(in, b.applied_multipliers); });
  out.add("distance_km_est", b.distance_km_est).add("duration_min_est", b.duration_min_est);
  out.add("subtotal", b.subtotal).add("total", b.total);
  out.add("surge_multiplier", b.surge_multiplier);
  put_known(out, "total_with_extras", b.total_with_extras);
  put_known(out, "waiting_time_minutes", b.waiting_time_minutes);
  put_known(out, "waiting_reason", b.waiting_reason);
  put_known(out, "extra_fees_total", b.extra_fees_total);
  if (!b.extra_lines.empty())
    append_list(out.value_of("extra_lines"), b.extra_lines, write_extra_line);
}

json quote_json(const pricing::quote& of) {
  return written(usual_quote, [&](json_writer& out) {
    out.add("currency", of.currency);
    out.add("surgeMultiplier", of.surge_multiplier).add("totalEstimated", of.total_estimated);
    out.nest("breakdown", [&](json_writer& in) { write_breakdown(in, of.details); });
  });
}

} // namespace fleetwire::systems::rides::wire
