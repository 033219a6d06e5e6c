#include "actors/systems/rides/catalog/conditions.hpp"
#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr std::int64_t max_priority = 100'000;

void read_number(input& in, std::string_view name, double& to) {
  to = in.number(name, need::optional, 0).value_or(to);
}

void read_price(input& in, price_policy& row) {
  read_number(in, "base_fare", row.base_fare);
  read_number(in, "per_km", row.per_km);
  read_number(in, "per_minute", row.per_minute);
  read_number(in, "minimum_fare", row.minimum_fare);
  read_number(in, "booking_fee", row.booking_fee);
  read_number(in, "night_surcharge", row.night_surcharge);
  if (in.is_null("cap"))
    row.cap.reset();
  else if (const auto cap = in.number("cap", need::optional, 0))
    row.cap = cap;
}

void read_id(input& in, std::string_view name, text_or_none& to) {
  if (in.is_null(name))
    to.reset();
  else if (auto id = in.uuid(name, need::optional))
    to = std::move(id);
}

void read_scope(input& in, price_policy& row, need wanted) {
  if (auto scope = in.choice("scopeType", {"GLOBAL", "CITY", "ZONE"}, wanted))
    row.scope_type = std::move(*scope);
  read_id(in, "cityId", row.city_id);
  read_id(in, "zoneId", row.zone_id);
}

void read(const catalog& of, input& in, price_policy& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  read_text(in, "name", row.name, wanted, 140);
  read_scope(in, row, wanted);
  read_flag(in, "active", row.active);
  read_count(in, "priority", row.priority, need::optional, 0, max_priority);
  read_time(in, "effectiveFrom", row.effective_from);
  read_time(in, "effectiveTo", row.effective_to);
  if (auto name = in.text("timezone", need::optional, 0, 64)) {
    if (!name->empty() && of.settings().known_timezone && !of.settings().known_timezone(*name))
      in.fault("timezone must be a valid IANA time zone");
    row.timezone = std::move(*name);
  }
  if (const auto sent = in.raw("conditions"); sent.exists()) {
    std::vector<std::string> faults;
    row.conditions = to_json(read_conditions(sent, faults));
    for (auto& fault : faults)
      in.fault(std::move(fault));
  }
  in.nested("price", wanted, [&](input& price) { read_price(price, row); });
}

/// What no single member shows.
std::vector<std::string> incoherences(const price_policy& row) {
  std::vector<std::string> faults;
  if (row.base_fare <= 0 && row.per_km <= 0 && row.per_minute <= 0)
    faults.emplace_back("price must have base_fare, per_km or per_minute greater than 0");
  if (row.scope_type == "GLOBAL" && (row.city_id || row.zone_id))
    faults.emplace_back("cityId and zoneId must be empty when scopeType is GLOBAL");
  if (row.scope_type == "CITY" && (!row.city_id || row.zone_id))
    faults.emplace_back("cityId is required and zoneId must be empty when scopeType is CITY");
  if (row.scope_type == "ZONE" && !row.zone_id)
    faults.emplace_back("zoneId is required when scopeType is ZONE");
  if (row.effective_from && row.effective_to && *row.effective_to < *row.effective_from)
    faults.emplace_back("effectiveTo must not be before effectiveFrom");
  return faults;
}

std::optional<web_answer> check(storage::session& db, price_policy& row, unsigned) {
  if (const auto faults = incoherences(row); !faults.empty())
    return rest::invalid(faults);
  if (row.city_id && !find<city>(db, *row.city_id))
    return rest::problem(400, "City not found", "CITY_NOT_FOUND");
  const auto area = row.zone_id ? find<zone>(db, *row.zone_id) : std::nullopt;
  if (row.zone_id && !area)
    return rest::problem(400, "Zone not found", "ZONE_NOT_FOUND");
  if (area && row.city_id && area->city_id != *row.city_id)
    return rest::problem(400, "The zone does not belong to the city", "ZONE_NOT_IN_CITY");
  return std::nullopt;
}

json price_of(const price_policy& row) {
  object out;
  out.add("base_fare", row.base_fare).add("per_km", row.per_km).add("per_minute", row.per_minute);
  out.add("minimum_fare", row.minimum_fare).add("booking_fee", row.booking_fee);
  out.add("night_surcharge", row.night_surcharge);
  return (row.cap ? out.add("cap", *row.cap) : out.add("cap", nullptr)).build();
}

json show(const catalog_view&, const price_policy& row) {
  object out;
  out.add("id", row.id).add("name", row.name).add("scopeType", row.scope_type);
  add(out, "cityId", row.city_id);
  add(out, "zoneId", row.zone_id);
  out.add("active", row.active).add("priority", row.priority);
  add_time(out, "effectiveFrom", row.effective_from);
  add_time(out, "effectiveTo", row.effective_to);
  out.add("timezone", row.timezone).add("conditions", json{row.conditions});
  out.add("price", price_of(row));
  add_time(out, "createdAt", row.created_at);
  return add_time(out, "updatedAt", row.updated_at).build();
}

std::function<bool(const price_policy&)> filter(input& query) {
  const auto scope = query.choice("scopeType", {"GLOBAL", "CITY", "ZONE"}, need::optional);
  const auto active = query.flag("active", need::optional);
  const auto city_id = query.uuid("cityId", need::optional);
  const auto zone_id = query.uuid("zoneId", need::optional);
  return [=](const price_policy& row) {
    return (!scope || row.scope_type == *scope) && (!active || row.active == *active)
           && (!city_id || row.city_id == city_id) && (!zone_id || row.zone_id == zone_id);
  };
}

} // namespace

void add_policy_routes(contract::system_host& host, catalog& of) {
  const resource<price_policy> kind{.path = "/api/price-policies",
                                    .item_path = "/api/price-policies/:id",
                                    .noun = "Price policy",
                                    .action = "price_policy",
                                    .read = read,
                                    .check = check,
                                    .show = show,
                                    .filter = filter};
  add_resource(host, of, kind);
  add_activation(host, of, kind, "/api/price-policies/:id/active");
}

} // namespace fleetwire::systems::rides::catalog
