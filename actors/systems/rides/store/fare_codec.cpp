#include "actors/systems/rides/store/fare_codec.hpp"

#include "actors/systems/rides/store/json_fields.hpp"

namespace fleetwire::systems::rides::store {

namespace {

using namespace pricing;

void take_scope(field_reader& in, std::string_view key, scope& out) {
  std::string text;
  in.need(key, text);
  const auto found = scope_from(text);
  in.expect_that(found.has_value());
  out = found.value_or(scope::global);
}

json write(const rate_card& c) {
  field_writer out;
  out.put("policy_id", c.policy_id);
  out.put("scope", to_string(c.scope_type));
  out.put("timezone", c.timezone_used);
  out.put("base_fare", c.base_fare);
  out.put("per_km", c.per_km);
  out.put("per_minute", c.per_minute);
  out.put("minimum_fare", c.minimum_fare);
  out.put("booking_fee", c.booking_fee);
  out.put("night_surcharge", c.night_surcharge);
  out.put("cap", c.cap);
  return out.build();
}

bool read(const value& from, rate_card& c) {
  field_reader in{from};
  in.need("policy_id", c.policy_id);
  take_scope(in, "scope", c.scope_type);
  in.need("timezone", c.timezone_used);
  in.need("base_fare", c.base_fare);
  in.need("per_km", c.per_km);
  in.need("per_minute", c.per_minute);
  in.need("minimum_fare", c.minimum_fare);
  in.need("booking_fee", c.booking_fee);
  in.need("night_surcharge", c.night_surcharge);
  in.want("cap", c.cap);
  return in.ok();
}

json write(const vehicle_type& t) {
  field_writer out;
  out.put("id", t.id);
  out.put("name", t.name);
  out.put("category_id", t.category_id);
  out.put("category_name", t.category_name);
  out.put("classes", t.service_class_ids);
  out.put("is_active", t.is_active);
  out.put("base_fare", t.base_fare);
  out.put("per_km", t.per_km);
  out.put("per_minute", t.per_minute);
  out.put("minimum_fare", t.minimum_fare);
  return out.build();
}

bool read(const value& from, vehicle_type& t) {
  field_reader in{from};
  in.need("id", t.id);
  in.need("name", t.name);
  in.need("category_id", t.category_id);
  in.need("category_name", t.category_name);
  in.need("classes", t.service_class_ids);
  in.need("is_active", t.is_active);
  in.need("base_fare", t.base_fare);
  in.need("per_km", t.per_km);
  in.need("per_minute", t.per_minute);
  in.need("minimum_fare", t.minimum_fare);
  return in.ok();
}

json write(const service_class& c) {
  field_writer out;
  out.put("id", c.id);
  out.put("name", c.name);
  out.put("base_fare", c.base_fare);
  out.put("per_km", c.per_km);
  out.put("per_minute", c.per_minute);
  out.put("minimum_fare", c.minimum_fare);
  return out.build();
}

bool read(const value& from, service_class& c) {
  field_reader in{from};
  in.need("id", c.id);
  in.need("name", c.name);
  in.need("base_fare", c.base_fare);
  in.need("per_km", c.per_km);
  in.need("per_minute", c.per_minute);
  in.need("minimum_fare", c.minimum_fare);
  return in.ok();
}

json write(const multipliers& m) {
  field_writer out;
  out.put("base", m.base);
  out.put("per_km", m.per_km);
  out.put("per_min", m.per_min);
  out.put("min_fare", m.min_fare);
  return out.build();
}

bool read(const value& from, multipliers& m) {
  field_reader in{from};
  in.need("base", m.base);
  in.need("per_km", m.per_km);
  in.need("per_min", m.per_min);
  in.need("min_fare", m.min_fare);
  return in.ok();
}

json write_line(const extra_line& l) {
  field_writer out;
  out.put("code", l.code);
  out.put("label", l.label);
  out.put("amount", l.amount);
  out.put("waiting_minutes", l.waiting_minutes);
  return out.build();
}

bool read_line(const value& from, extra_line& l) {
  field_reader in{from};
  in.need("code", l.code);
  in.need("label", l.label);
  in.need("amount", l.amount);
  in.want("waiting_minutes", l.waiting_minutes);
  return in.ok();
}

// Calls `each` for the members of a breakdown that are plain in both directions.
template <class B, class Plain, class Maybe>
void walk(B& b, Plain&& plain, Maybe&& maybe) {
  plain("price_policy_id", b.price_policy_id);
  plain("timezone", b.timezone_used);
  plain("type_name", b.vehicle_type_name);
  plain("class_name", b.service_class_name);
  plain("category_name", b.category_name);
  plain("type_id", b.vehicle_type_id);
  plain("class_id", b.service_class_id);
  plain("category_id", b.category_id);
  plain("base_fare", b.base_fare);
  plain("cost_per_km", b.cost_per_km);
  plain("cost_per_minute", b.cost_per_minute);
  plain("min_fare", b.min_fare);
  plain("booking_fee", b.booking_fee);
  plain("distance_km", b.distance_km_est);
  plain("duration_min", b.duration_min_est);
  plain("subtotal", b.subtotal);
  plain("total", b.total);
  plain("surge", b.surge_multiplier);
  maybe("total_with_extras", b.total_with_extras);
  maybe("waiting_minutes", b.waiting_time_minutes);
  maybe("waiting_reason", b.waiting_reason);
  maybe("extra_fees", b.extra_fees_total);
}

} // namespace

json write(const pricing::route& from) {
  field_writer out;
  out.put("km", from.distance_km);
  out.put("min", from.duration_min);
  return out.build();
}

bool read(const value& from, pricing::route& out) {
  field_reader in{from};
  in.need("km", out.distance_km);
  in.need("min", out.duration_min);
  return in.ok();
}

json write(const pricing::tariff& from) {
  field_writer out;
  out.put("card", write(from.card));
  out.put("type", write(from.type));
  out.put("class", write(from.klass));
  out.put("currency", from.currency);
  return out.build();
}

bool read(const value& from, pricing::tariff& out) {
  field_reader in{from};
  in.need("currency", out.currency);
  return in.ok() && read(in.find("card"), out.card) && read(in.find("type"), out.type)
         && read(in.find("class"), out.klass);
}

json write(const pricing::breakdown& from) {
  field_writer out;
  const auto put = [&](std::string_view key, const auto& member) { out.put(key, member); };
  walk(from, put, put);
  out.put("scope", to_string(from.price_scope_type));
  out.put("card", write(from.card));
  out.put("multipliers", write(from.applied_multipliers));
  if (!from.extra_lines.empty())
    out.put("lines", array_of(from.extra_lines, write_line));
  return out.build();
}

bool read(const value& from, pricing::breakdown& out) {
  field_reader in{from};
  walk(
    out, [&](std::string_view key, auto& member) { in.need(key, member); },
    [&](std::string_view key, auto& member) { in.want(key, member); });
  take_scope(in, "scope", out.price_scope_type);
  out.extra_lines.clear();
  if (const auto lines = in.find("lines"); lines.exists())
    in.expect_that(read_array(lines, out.extra_lines, read_line));
  return in.ok() && read(in.find("card"), out.card)
         && read(in.find("multipliers"), out.applied_multipliers);
}

json write(const pricing::final_fare& from) {
  field_writer out;
  out.put("currency", from.currency);
  out.put("total", from.total);
  out.put("travelled", write(from.travelled));
  out.put("details", write(from.details));
  return out.build();
}

bool read(const value& from, pricing::final_fare& out) {
  field_reader in{from};
  in.need("currency", out.currency);
  in.need("total", out.total);
  return in.ok() && read(in.find("travelled"), out.travelled)
         && read(in.find("details"), out.details);
}

} // namespace fleetwire::systems::rides::store
