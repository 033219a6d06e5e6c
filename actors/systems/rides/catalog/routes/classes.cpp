#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

constexpr std::int64_t max_seats = 1'000;

void read(const catalog&, input& in, service_class& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  read_text(in, "name", row.name, wanted, 100);
  read_text(in, "description", row.description, 1'000);
  read_hundredths(in, "baseFareMultiplier", row.base_fare, wanted);
  read_hundredths(in, "costPerKmMultiplier", row.per_km, wanted);
  read_hundredths(in, "costPerMinuteMultiplier", row.per_minute, wanted);
  read_hundredths(in, "minFareMultiplier", row.min_fare, wanted);
  read_count(in, "minCapacity", row.min_capacity, wanted, 1, max_seats);
  read_count(in, "maxCapacity", row.max_capacity, wanted, 1, max_seats);
  read_count(in, "displayOrder", row.display_order, need::optional, 0, 1'000'000);
  read_url(in, "iconUrl", row.icon_url);
  read_flag(in, "isActive", row.is_active);
  if (creating && row.max_capacity < row.min_capacity)
    in.fault("maxCapacity must not be less than minCapacity");
}

std::optional<web_answer> check(storage::session& db, service_class& row, unsigned status) {
  if (row.max_capacity < row.min_capacity)
    return rest::invalid(std::vector<std::string>{"maxCapacity must not be less than minCapacity"});
  if (is_taken<service_class>(db, "name", row.name, row.id))
    return soft(status, "A service class with this name exists already", "NAME_CONFLICT");
  return std::nullopt;
}

std::optional<web_answer> keep(const catalog&, storage::session& db, const service_class& row) {
  bool used = false;
  db.rows(
    "SELECT 1 FROM rides_vehicle_type_classes AS link JOIN rides_vehicle_types AS type"
    " ON type.id = link.vehicle_type_id"
    " WHERE link.service_class_id = ?1 AND type.deleted_at IS NULL LIMIT 1",
    [&](const storage::row&) { used = true; }, row.id);
  if (used)
    return soft(200, "Vehicle types serve this class", "SERVICE_CLASS_IN_USE");
  return std::nullopt;
}

void show_numbers(object& out, const service_class& row) {
  out.add("baseFareMultiplier", decimal(row.base_fare));
  out.add("costPerKmMultiplier", decimal(row.per_km));
  out.add("costPerMinuteMultiplier", decimal(row.per_minute));
  out.add("minFareMultiplier", decimal(row.min_fare));
  out.add("minCapacity", row.min_capacity).add("maxCapacity", row.max_capacity);
  out.add("displayOrder", row.display_order);
}

json show(const catalog_view&, const service_class& row) {
  object out;
  out.add("id", row.id).add("name", row.name);
  add(out, "description", row.description);
  show_numbers(out, row);
  add(out, "iconUrl", row.icon_url);
  return out.add("isActive", row.is_active).build();
}

json show_written(const catalog_view&, const service_class& row) {
  object out;
  out.add("id", row.id).add("name", row.name);
  maybe(out, "description", row.description);
  show_numbers(out, row);
  maybe(out, "iconUrl", row.icon_url);
  out.add("isActive", row.is_active);
  add_time(out, "createdAt", row.created_at);
  return add_time(out, "updatedAt", row.updated_at).build();
}

} // namespace

void add_class_routes(contract::system_host& host, catalog& of) {
  add_resource<service_class>(host, of,
                              {.path = "/api/vehicle-service-classes",
                               .item_path = "/api/vehicle-service-classes/:id",
                               .noun = "Service class",
                               .action = "service_class",
                               .read = read,
                               .check = check,
                               .show = show,
                               .show_written = show_written,
                               .filter = by_name_and_activity<service_class>,
                               .keep = keep});
}

} // namespace fleetwire::systems::rides::catalog
