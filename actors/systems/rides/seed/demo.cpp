#include "actors/systems/rides/seed/demo.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "actors/contract/uuid.hpp"
#include "actors/systems/rides/catalog/rows.hpp"
#include "actors/systems/rides/catalog/schema.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/schema.hpp"
#include "actors/systems/rides/store/upkeep.hpp"

namespace fleetwire::systems::rides::seed {

namespace {

using catalog::time_ms;

constexpr time_ms ten_years = 3'650 * 86'400'000LL;

/// Adds rows and counts them.
struct planter {
  storage::session& db;
  time_ms now = 0;
  std::size_t added = 0;

  /// The row that is there, or this one.
  template <class Record>
  Record ensure(Record row, std::string_view condition, const std::string& key) {
    if (auto there = catalog::find_where<Record>(db, condition, key))
      return *there;
    row.id = contract::random_uuid();
    row.created_at = row.updated_at = now;
    catalog::insert(db, row);
    ++added;
    return row;
  }
  template <class Record>
  Record ensure_named(Record row) {
    const auto name = row.name;
    return ensure(std::move(row), "name = ?1", name);
  }
};

catalog::service_class class_of(std::string name, std::int64_t hundredths, std::int64_t seats) {
  catalog::service_class row;
  row.name = std::move(name);
  row.base_fare = row.per_km = row.per_minute = row.min_fare = hundredths;
  row.max_capacity = seats;
  return row;
}

catalog::vehicle_type type_of(std::string name, std::string category,
                              std::vector<std::string> classes, std::int64_t seats) {
  catalog::vehicle_type row;
  row.name = std::move(name);
  row.category_id = std::move(category);
  row.service_class_ids = std::move(classes);
  row.base_fare = row.min_fare = 100'00;
  row.per_km = 50'00;
  row.per_minute = 10'00;
  row.default_capacity = seats;
  return row;
}

/// The type of the cars that drivers have.
std::string plant_catalogue(planter& in) {
  catalog::category car, motorcycle;
  car.name = "Car";
  motorcycle.name = "Motorcycle";
  car = in.ensure_named(std::move(car));
  motorcycle = in.ensure_named(std::move(motorcycle));
  const auto standard = in.ensure_named(class_of("Standard", 100, 4));
  const auto comfort = in.ensure_named(class_of("Comfort", 150, 4));
  const auto sedan = in.ensure_named(type_of("Sedan", car.id, {standard.id, comfort.id}, 4));
  in.ensure_named(type_of("Scooter", motorcycle.id, {standard.id}, 1));
  catalog::price_policy everywhere;
  everywhere.name = "Everywhere";
  everywhere.base_fare = 1;
  in.ensure_named(std::move(everywhere));
  return sedan.id;
}

catalog::driver_profile profile_of(const std::string& user, std::size_t number, time_ms now) {
  catalog::driver_profile row;
  row.user_id = user;
  row.license_number = "DEMO-" + std::to_string(number);
  row.license_expires = now + ten_years;
  row.background_check = "approved";
  row.background_checked_at = now;
  row.is_approved = true;
  row.status = "active";
  return row;
}

catalog::vehicle car_of(const catalog::driver_profile& of, std::size_t number,
                        const std::string& type) {
  static constexpr std::array<std::array<std::string_view, 3>, 4> models{
    {{"Lada", "2107", "white"},
     {"Toyota", "Corolla", "blue"},
     {"Peugeot", "405", "red"},
     {"Hyundai", "Accent", "grey"}}};
  const auto& [make, model, color] = models[number % models.size()];
  catalog::vehicle row;
  row.driver_id = of.user_id;
  row.driver_profile_id = of.id;
  row.vehicle_type_id = type;
  row.make = make;
  row.model = model;
  row.color = color;
  row.year = 1995 + static_cast<std::int64_t>(number);
  row.plate_number = "DEMO" + std::to_string(number);
  row.capacity = 4;
  row.status = "in_service";
  return row;
}

void plant_driver(planter& in, const std::string& user, std::size_t number,
                  const std::string& type) {
  const auto profile = in.ensure(profile_of(user, number, in.now), "user_id = ?1", user);
  catalog::wallet purse;
  purse.driver_id = user;
  purse.status_changed_at = in.now;
  in.ensure(std::move(purse), "driver_id = ?1", user);
  const auto car = in.ensure(car_of(profile, number, type), "driver_id = ?1", user);
  if (store::load_availability(in.db, user))
    return;
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds{in.now}};
  store::save_newcomer(in.db, contract::random_uuid(), user, car.id, at);
  ++in.added;
}

} // namespace

std::vector<storage::schema> schemas() {
  return {catalog::schema(), store::promises_schema};
}

std::size_t fill(storage::session& db, std::span<const std::string> drivers, time_ms now) {
  planter in{db, now};
  const auto type = plant_catalogue(in);
  for (std::size_t i = 0; i < drivers.size(); ++i)
    plant_driver(in, drivers[i], i + 1, type);
  if (in.added > 0)
    catalog::note_change(db);
  return in.added;
}

} // namespace fleetwire::systems::rides::seed
