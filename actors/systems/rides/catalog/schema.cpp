#include "actors/systems/rides/catalog/schema.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

// Uniqueness counts among what is not deleted only. A trip may name a deleted row, so rows stay.
constexpr std::string_view first = R"sql(
CREATE TABLE rides_categories(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  icon_url TEXT,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
CREATE UNIQUE INDEX rides_categories_name ON rides_categories(name) WHERE deleted_at IS NULL;

CREATE TABLE rides_service_classes(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  icon_url TEXT,
  base_fare INTEGER NOT NULL,
  per_km INTEGER NOT NULL,
  per_minute INTEGER NOT NULL,
  min_fare INTEGER NOT NULL,
  min_capacity INTEGER NOT NULL,
  max_capacity INTEGER NOT NULL,
  display_order INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK(min_capacity >= 1 AND max_capacity >= min_capacity)) STRICT;
CREATE UNIQUE INDEX rides_service_classes_name ON rides_service_classes(name)
  WHERE deleted_at IS NULL;

CREATE TABLE rides_vehicle_types(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  category_id TEXT NOT NULL REFERENCES rides_categories(id),
  name TEXT NOT NULL,
  description TEXT,
  icon_url TEXT,
  base_fare INTEGER NOT NULL,
  per_km INTEGER NOT NULL,
  per_minute INTEGER NOT NULL,
  min_fare INTEGER NOT NULL,
  default_capacity INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
CREATE UNIQUE INDEX rides_vehicle_types_name ON rides_vehicle_types(name) WHERE deleted_at IS NULL;
CREATE INDEX rides_vehicle_types_category ON rides_vehicle_types(category_id);

CREATE TABLE rides_vehicle_type_classes(
  vehicle_type_id TEXT NOT NULL REFERENCES rides_vehicle_types(id),
  service_class_id TEXT NOT NULL REFERENCES rides_service_classes(id),
  place INTEGER NOT NULL,
  PRIMARY KEY(vehicle_type_id, service_class_id)) STRICT, WITHOUT ROWID;
CREATE INDEX rides_vehicle_type_classes_class ON rides_vehicle_type_classes(service_class_id);

CREATE TABLE rides_cities(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  country_code TEXT NOT NULL,
  timezone TEXT NOT NULL,
  geom TEXT,
  active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
CREATE UNIQUE INDEX rides_cities_name ON rides_cities(country_code, name) WHERE deleted_at IS NULL;

CREATE TABLE rides_zones(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  city_id TEXT NOT NULL REFERENCES rides_cities(id),
  name TEXT NOT NULL,
  kind TEXT,
  priority INTEGER NOT NULL,
  geom TEXT NOT NULL,
  active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
CREATE UNIQUE INDEX rides_zones_name ON rides_zones(city_id, name) WHERE deleted_at IS NULL;

CREATE TABLE rides_price_policies(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scope_type TEXT NOT NULL,
  city_id TEXT REFERENCES rides_cities(id),
  zone_id TEXT REFERENCES rides_zones(id),
  active INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  effective_from INTEGER,
  effective_to INTEGER,
  timezone TEXT NOT NULL,
  conditions TEXT NOT NULL,
  base_fare REAL NOT NULL,
  per_km REAL NOT NULL,
  per_minute REAL NOT NULL,
  minimum_fare REAL NOT NULL,
  booking_fee REAL NOT NULL,
  night_surcharge REAL NOT NULL,
  cap REAL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK(CASE scope_type WHEN 'GLOBAL' THEN city_id IS NULL AND zone_id IS NULL
                        WHEN 'CITY' THEN city_id IS NOT NULL AND zone_id IS NULL
                        WHEN 'ZONE' THEN zone_id IS NOT NULL
                        ELSE 0 END)) STRICT;

CREATE TABLE rides_driver_profiles(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  license_number TEXT NOT NULL,
  license_expires INTEGER NOT NULL,
  license_picture_url TEXT,
  background_check TEXT NOT NULL,
  background_checked_at INTEGER,
  is_approved INTEGER NOT NULL,
  status TEXT NOT NULL,
  emergency_contact TEXT,
  paid_priority_until INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK(status <> 'active' OR is_approved = 1),
  CHECK(status <> 'deactivated' OR is_approved = 0),
  CHECK(background_check <> 'rejected' OR (is_approved = 0 AND status = 'suspended'))) STRICT;
CREATE UNIQUE INDEX rides_driver_profiles_user ON rides_driver_profiles(user_id)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX rides_driver_profiles_license ON rides_driver_profiles(license_number)
  WHERE deleted_at IS NULL;

CREATE TABLE rides_vehicles(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  driver_id TEXT NOT NULL,
  driver_profile_id TEXT NOT NULL REFERENCES rides_driver_profiles(id),
  vehicle_type_id TEXT NOT NULL REFERENCES rides_vehicle_types(id),
  make TEXT NOT NULL,
  model TEXT NOT NULL,
  year INTEGER NOT NULL,
  plate_number TEXT NOT NULL,
  color TEXT,
  capacity INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  status TEXT NOT NULL,
  inspected_at INTEGER,
  maintained_at INTEGER,
  mileage INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
CREATE UNIQUE INDEX rides_vehicles_plate ON rides_vehicles(plate_number) WHERE deleted_at IS NULL;
CREATE INDEX rides_vehicles_driver ON rides_vehicles(driver_id);
CREATE INDEX rides_vehicles_profile ON rides_vehicles(driver_profile_id);
CREATE INDEX rides_vehicles_type ON rides_vehicles(vehicle_type_id);

CREATE TABLE rides_wallets(
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  driver_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK(status IN ('active', 'blocked')),
  currency TEXT NOT NULL,
  balance INTEGER NOT NULL,
  status_changed_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER) STRICT;
)sql";

// Counts changes that came past the running server, so that it looks again.
constexpr std::string_view second = R"sql(
CREATE TABLE rides_catalog_revision(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  revision INTEGER NOT NULL) STRICT;
INSERT INTO rides_catalog_revision VALUES(1, 0);
)sql";

constexpr std::string_view all[] = {first, second};

} // namespace

const std::span<const std::string_view> steps{all};

storage::schema schema() {
  return {.owner = "rides_catalog", .where = storage::file::promises, .steps = std::span{all}};
}

std::int64_t revision(storage::session& db) {
  std::int64_t result = 0;
  db.rows("SELECT revision FROM rides_catalog_revision",
          [&](const storage::row& r) { result = r.integer(0); });
  return result;
}

void note_change(storage::session& db) {
  db.exec("UPDATE rides_catalog_revision SET revision = revision + 1");
}

} // namespace fleetwire::systems::rides::catalog
