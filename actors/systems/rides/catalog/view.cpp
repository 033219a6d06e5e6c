#include "actors/systems/rides/catalog/view.hpp"

#include <algorithm>
#include <type_traits>

#include "actors/contract/json.hpp"
#include "actors/systems/rides/catalog/conditions.hpp"
#include "actors/systems/rides/catalog/geojson.hpp"
#include "actors/systems/rides/catalog/rows.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr double hundred = 100.0;

pricing::conditions stored_conditions(const std::string& text) {
  std::vector<std::string> faults;
  const auto parsed = contract::document::parse(text);
  return parsed ? read_conditions(parsed->root(), faults) : pricing::conditions{};
}

std::optional<pricing::instant> instant_of(const time_or_none& ms) {
  if (!ms)
    return std::nullopt;
  return pricing::instant{std::chrono::milliseconds{*ms}};
}

pricing::policy policy_of(const price_policy& row) {
  pricing::policy result;
  result.id = row.id;
  result.name = row.name;
  result.scope_type = pricing::scope_from(row.scope_type).value_or(pricing::scope::global);
  result.city_id = row.city_id.value_or("");
  result.zone_id = row.zone_id.value_or("");
  result.is_active = row.active;
  result.priority = static_cast<int>(row.priority);
  result.effective_from = instant_of(row.effective_from);
  result.effective_to = instant_of(row.effective_to);
  result.timezone = row.timezone;
  result.when = stored_conditions(row.conditions);
  result.price = {.base_fare = row.base_fare,
                  .per_km = row.per_km,
                  .per_minute = row.per_minute,
                  .minimum_fare = row.minimum_fare,
                  .booking_fee = row.booking_fee,
                  .night_surcharge = row.night_surcharge,
                  .cap = row.cap};
  result.created_at = pricing::instant{std::chrono::milliseconds{row.created_at}};
  return result;
}

std::shared_ptr<const geo::area> area_of(const text_or_none& geom) {
  auto shape = geom ? parse_geojson(*geom) : std::nullopt;
  return shape ? std::make_shared<const geo::area>(std::move(*shape)) : nullptr;
}

template <class Record>
bool newer(const shared<Record>& a, const shared<Record>& b) noexcept {
  return a->seq > b->seq;
}

/// The order in which places are asked for a point.
bool goes_first(const shared<city>& a, const shared<city>& b) noexcept {
  return newer(a, b);
}
bool goes_first(const shared<zone>& a, const shared<zone>& b) noexcept {
  return a->priority != b->priority ? a->priority > b->priority : newer(a, b);
}

template <class... Records>
bool touches(const changes& what) {
  return std::ranges::any_of(
    what, [](const changed_row& row) { return (std::holds_alternative<Records>(row) || ...); });
}

} // namespace

catalog_view catalog_view::load(storage::session& db) {
  catalog_view result;
  changes small;
  std::unordered_map<std::string, vehicle_type> types;
  const auto keep = [&](auto row) { small.emplace_back(std::move(row)); };
  const auto put_now = [&](auto row) { result.put(row); };
  each_row<category>(db, keep);
  each_row<service_class>(db, keep);
  each_row<vehicle_type>(db, [&](vehicle_type row) { types.emplace(row.id, std::move(row)); });
  each_link(db, [&](std::string_view type, std::string_view klass) {
    if (const auto at = types.find(std::string{type}); at != types.end())
      at->second.service_class_ids.emplace_back(klass);
  });
  for (auto& [id, row] : types)
    small.emplace_back(std::move(row));
  each_row<city>(db, keep);
  each_row<zone>(db, keep);
  each_row<price_policy>(db, keep);
  each_row<driver_profile>(db, put_now);
  each_row<vehicle>(db, put_now);
  each_row<wallet>(db, put_now);
  result.apply(small);
  return result;
}

void catalog_view::apply(const changes& what) {
  for (const auto& row : what)
    std::visit([&](const auto& r) { put(r); }, row);
  derive(what);
}

template <class Record>
void catalog_view::put(const Record& row) {
  auto& rows = std::get<table_of<Record>>(tables_).rows;
  const auto* found = rows.find(row.id);
  const shared<Record> old = found == nullptr ? nullptr : *found;
  if (row.deleted_at) {
    rows.erase(row.id);
    index(old, shared<Record>{});
    return;
  }
  const auto fresh = std::make_shared<const Record>(row);
  rows.set(row.id, fresh);
  index(old, shared<Record>{fresh});
}

void catalog_view::index(const shared<driver_profile>& old, const shared<driver_profile>& row) {
  if (old && (!row || row->user_id != old->user_id))
    profiles_by_user_.erase(old->user_id);
  if (row)
    profiles_by_user_.set(row->user_id, row);
}

void catalog_view::index(const shared<wallet>& old, const shared<wallet>& row) {
  if (old && !row)
    wallets_by_driver_.erase(old->driver_id);
  if (row)
    wallets_by_driver_.set(row->driver_id, row);
}

void catalog_view::index(const shared<vehicle>& old, const shared<vehicle>& row) {
  const auto list_of = [this](const std::string& driver) {
    const auto* found = vehicles_by_driver_.find(driver);
    return found == nullptr ? std::vector<shared<vehicle>>{} : *found;
  };
  if (old) {
    auto list = list_of(old->driver_id);
    std::erase(list, old);
    if (list.empty())
      vehicles_by_driver_.erase(old->driver_id);
    else
      vehicles_by_driver_.set(old->driver_id, std::move(list));
  }
  if (row) {
    auto list = list_of(row->driver_id);
    list.insert(std::ranges::upper_bound(list, row, newer<vehicle>), row);
    vehicles_by_driver_.set(row->driver_id, std::move(list));
  }
}

void catalog_view::derive(const changes& what) {
  if (touches<category, service_class, vehicle_type>(what))
    derive_types();
  if (touches<price_policy>(what))
    derive_policies();
  if (touches<city>(what))
    derive_places(cities_);
  if (touches<zone>(what))
    derive_places(zones_);
}

void catalog_view::derive_types() {
  std::vector<shared<vehicle_type>> sorted;
  each<vehicle_type>([&](const auto& row) { sorted.push_back(row); });
  std::ranges::sort(sorted, newer<vehicle_type>);
  auto made = std::make_shared<std::vector<pricing::vehicle_type>>();
  for (const auto& row : sorted) {
    const auto of = find<category>(row->category_id);
    auto& type = made->emplace_back();
    type.id = row->id;
    type.name = row->name;
    type.category_id = row->category_id;
    type.category_name = of ? of->name : "";
    type.service_class_ids = row->service_class_ids;
    type.is_active = row->is_active;
    type.base_fare = static_cast<double>(row->base_fare) / hundred;
    type.per_km = static_cast<double>(row->per_km) / hundred;
    type.per_minute = static_cast<double>(row->per_minute) / hundred;
    type.minimum_fare = static_cast<double>(row->min_fare) / hundred;
  }
  types_ = std::move(made);
}

void catalog_view::derive_policies() {
  std::vector<shared<price_policy>> sorted;
  each<price_policy>([&](const auto& row) { sorted.push_back(row); });
  std::ranges::sort(sorted, newer<price_policy>);
  auto made = std::make_shared<std::vector<pricing::policy>>();
  for (const auto& row : sorted)
    made->push_back(policy_of(*row));
  policies_ = std::move(made);
}

template <class Record>
void catalog_view::derive_places(std::shared_ptr<const std::vector<place<Record>>>& to) {
  auto made = std::make_shared<std::vector<place<Record>>>();
  each<Record>([&](const shared<Record>& row) {
    const auto same = [&](const place<Record>& old) { return old.row->id == row->id; };
    const auto old = std::ranges::find_if(*to, same);
    const bool unchanged = old != to->end() && old->row->geom == row->geom;
    made->push_back({row, unchanged ? old->covers : area_of(row->geom)});
  });
  std::ranges::sort(*made, [](const auto& a, const auto& b) { return goes_first(a.row, b.row); });
  to = std::move(made);
}

std::optional<pricing::service_class> catalog_view::class_for_pricing(std::string_view id) const {
  const auto row = find<service_class>(id);
  if (!row || !row->is_active)
    return std::nullopt;
  return pricing::service_class{.id = row->id,
                                .name = row->name,
                                .base_fare = static_cast<double>(row->base_fare) / hundred,
                                .per_km = static_cast<double>(row->per_km) / hundred,
                                .per_minute = static_cast<double>(row->per_minute) / hundred,
                                .minimum_fare = static_cast<double>(row->min_fare) / hundred};
}

shared<city> catalog_view::city_at(geo::point where) const {
  for (const auto& each : *cities_)
    if (each.row->active && each.covers && each.covers->contains(where))
      return each.row;
  return nullptr;
}

shared<zone> catalog_view::zone_at(geo::point where, std::string_view city_id) const {
  for (const auto& each : *zones_)
    if (each.row->active && (city_id.empty() || each.row->city_id == city_id) && each.covers
        && each.covers->contains(where))
      return each.row;
  return nullptr;
}

pricing::locality catalog_view::locate(geo::point where) const {
  pricing::locality result;
  if (const auto in = city_at(where)) {
    result.city_id = in->id;
    result.city_timezone = in->timezone;
  }
  if (const auto in = zone_at(where))
    result.zone_id = in->id;
  return result;
}

bool catalog_view::serves(std::string_view vehicle_type_id, std::string_view category_id,
                          std::string_view service_class_id) const {
  const auto row = find<vehicle_type>(vehicle_type_id);
  return row && row->is_active && row->category_id == category_id
         && std::ranges::find(row->service_class_ids, service_class_id)
              != row->service_class_ids.end();
}

std::vector<std::string> catalog_view::eligible_types(std::string_view category_id,
                                                      std::string_view service_class_id) const {
  std::vector<std::string> result;
  for (const auto& type : *types_)
    if (serves(type.id, category_id, service_class_id))
      result.push_back(type.id);
  return result;
}

shared<driver_profile> catalog_view::profile_of(std::string_view user_id) const {
  const auto* found = profiles_by_user_.find(user_id);
  return found == nullptr ? nullptr : *found;
}

shared<wallet> catalog_view::wallet_of(std::string_view user_id) const {
  const auto* found = wallets_by_driver_.find(user_id);
  return found == nullptr ? nullptr : *found;
}

driver_facts catalog_view::driver(std::string_view user_id) const {
  driver_facts result{profile_of(user_id), wallet_of(user_id), {}};
  if (const auto* found = vehicles_by_driver_.find(user_id))
    result.vehicles = *found;
  return result;
}

std::variant<shared<vehicle>, unfit> catalog_view::operational(std::string_view user_id,
                                                               std::string_view vehicle_id) const {
  const auto facts = driver(user_id);
  if (!facts.profile)
    return unfit::no_profile;
  if (!facts.profile->is_approved || facts.profile->status != "active")
    return unfit::not_approved;
  if (!facts.purse || facts.purse->status != "active")
    return unfit::wallet_blocked;
  const auto fits = [&](const shared<vehicle>& each) {
    return vehicle_id.empty() ? each->status == "in_service" : each->id == vehicle_id;
  };
  const auto found = std::ranges::find_if(facts.vehicles, fits);
  if (found == facts.vehicles.end())
    return unfit::no_vehicle;
  if ((*found)->status != "in_service")
    return unfit::wrong_vehicle;
  return *found;
}

} // namespace fleetwire::systems::rides::catalog
