#pragma once

#include "actors/systems/rides/catalog/records.hpp"

/// Which table a record lives in and its columns, `seq` first.
namespace fleetwire::systems::rides::catalog {

template <class Record>
struct table;

template <>
struct table<category> {
  static constexpr std::string_view name = "rides_categories";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("name", r.name), v("description", r.description);
    v("icon_url", r.icon_url), v("is_active", r.is_active), v("created_at", r.created_at);
    v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<service_class> {
  static constexpr std::string_view name = "rides_service_classes";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("name", r.name), v("description", r.description);
    v("icon_url", r.icon_url), v("base_fare", r.base_fare), v("per_km", r.per_km);
    v("per_minute", r.per_minute), v("min_fare", r.min_fare), v("min_capacity", r.min_capacity);
    v("max_capacity", r.max_capacity), v("display_order", r.display_order);
    v("is_active", r.is_active), v("created_at", r.created_at), v("updated_at", r.updated_at);
    v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<vehicle_type> {
  static constexpr std::string_view name = "rides_vehicle_types";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("category_id", r.category_id), v("name", r.name);
    v("description", r.description), v("icon_url", r.icon_url), v("base_fare", r.base_fare);
    v("per_km", r.per_km), v("per_minute", r.per_minute), v("min_fare", r.min_fare);
    v("default_capacity", r.default_capacity), v("is_active", r.is_active);
    v("created_at", r.created_at), v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<price_policy> {
  static constexpr std::string_view name = "rides_price_policies";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("name", r.name), v("scope_type", r.scope_type);
    v("city_id", r.city_id), v("zone_id", r.zone_id), v("active", r.active);
    v("priority", r.priority), v("effective_from", r.effective_from);
    v("effective_to", r.effective_to), v("timezone", r.timezone), v("conditions", r.conditions);
    v("base_fare", r.base_fare), v("per_km", r.per_km), v("per_minute", r.per_minute);
    v("minimum_fare", r.minimum_fare), v("booking_fee", r.booking_fee);
    v("night_surcharge", r.night_surcharge), v("cap", r.cap), v("created_at", r.created_at);
    v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<city> {
  static constexpr std::string_view name = "rides_cities";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("name", r.name), v("country_code", r.country_code);
    v("timezone", r.timezone), v("geom", r.geom), v("active", r.active);
    v("created_at", r.created_at), v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<zone> {
  static constexpr std::string_view name = "rides_zones";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("city_id", r.city_id), v("name", r.name), v("kind", r.kind);
    v("priority", r.priority), v("geom", r.geom), v("active", r.active);
    v("created_at", r.created_at), v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<driver_profile> {
  static constexpr std::string_view name = "rides_driver_profiles";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("user_id", r.user_id);
    v("license_number", r.license_number), v("license_expires", r.license_expires);
    v("license_picture_url", r.license_picture_url), v("background_check", r.background_check);
    v("background_checked_at", r.background_checked_at), v("is_approved", r.is_approved);
    v("status", r.status), v("emergency_contact", r.emergency_contact);
    v("paid_priority_until", r.paid_priority_until), v("created_at", r.created_at);
    v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<vehicle> {
  static constexpr std::string_view name = "rides_vehicles";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("driver_id", r.driver_id);
    v("driver_profile_id", r.driver_profile_id), v("vehicle_type_id", r.vehicle_type_id);
    v("make", r.make), v("model", r.model), v("year", r.year), v("plate_number", r.plate_number);
    v("color", r.color), v("capacity", r.capacity), v("is_active", r.is_active);
    v("status", r.status), v("inspected_at", r.inspected_at);
    v("maintained_at", r.maintained_at), v("mileage", r.mileage), v("created_at", r.created_at);
    v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

template <>
struct table<wallet> {
  static constexpr std::string_view name = "rides_wallets";
  template <class Row, class Visit>
  static void columns(Row& r, Visit&& v) {
    v("seq", r.seq), v("id", r.id), v("driver_id", r.driver_id), v("status", r.status);
    v("currency", r.currency), v("balance", r.balance);
    v("status_changed_at", r.status_changed_at), v("created_at", r.created_at);
    v("updated_at", r.updated_at), v("deleted_at", r.deleted_at);
  }
};

} // namespace fleetwire::systems::rides::catalog
