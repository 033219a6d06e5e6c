#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

void read(const catalog&, input& in, vehicle_type& row, bool creating) {
  const auto wanted = creating ? need::required : need::optional;
  if (auto id = in.uuid("categoryId", wanted))
    row.category_id = std::move(*id);
  read_ids(in, "serviceClassIds", row.service_class_ids, wanted, 1, 100);
  read_text(in, "name", row.name, wanted, 100);
  read_text(in, "description", row.description, 1'000);
  read_hundredths(in, "baseFare", row.base_fare, wanted);
  read_hundredths(in, "costPerKm", row.per_km, wanted);
  read_hundredths(in, "costPerMinute", row.per_minute, wanted);
  read_hundredths(in, "minFare", row.min_fare, wanted);
  read_count(in, "defaultCapacity", row.default_capacity, wanted, 1, 1'000);
  read_url(in, "iconUrl", row.icon_url);
  read_flag(in, "isActive", row.is_active);
}

std::optional<web_answer> check(storage::session& db, vehicle_type& row, unsigned status) {
  if (!find<category>(db, row.category_id))
    return soft(status, "Vehicle category not found", "CATEGORY_NOT_FOUND");
  for (const auto& id : row.service_class_ids)
    if (!find<service_class>(db, id))
      return soft(status, "Service class not found", "SERVICE_CLASS_NOT_FOUND");
  if (is_taken<vehicle_type>(db, "name", row.name, row.id))
    return soft(status, "A vehicle type with this name exists already", "NAME_CONFLICT");
  return std::nullopt;
}

std::optional<web_answer> keep(const catalog&, storage::session& db, const vehicle_type& row) {
  if (is_used<vehicle>(db, "vehicle_type_id", row.id))
    return soft(200, "Vehicles are of this type", "VEHICLE_TYPE_IN_USE");
  return std::nullopt;
}

json show(const catalog_view& view, const vehicle_type& row) {
  object out;
  out.add("id", row.id).add("name", row.name);
  add(out, "description", row.description);
  out.add("baseFare", decimal(row.base_fare)).add("costPerKm", decimal(row.per_km));
  out.add("costPerMinute", decimal(row.per_minute)).add("minFare", decimal(row.min_fare));
  out.add("defaultCapacity", row.default_capacity);
  add(out, "iconUrl", row.icon_url);
  out.add("isActive", row.is_active);
  add_time(out, "createdAt", row.created_at);
  add_time(out, "updatedAt", row.updated_at);
  const auto of = view.find<category>(row.category_id);
  out.add("categoryName", of ? of->name : "").add("categoryId", row.category_id);
  json names{"["};
  json ids{"["};
  for (const auto& id : row.service_class_ids) {
    const auto klass = view.find<service_class>(id);
    const std::string_view comma = ids.text.size() > 1 ? "," : "";
    append_json_string(names.text.append(comma), klass ? klass->name : "");
    append_json_string(ids.text.append(comma), id);
  }
  names.text += ']';
  ids.text += ']';
  return out.add("serviceClassNames", names).add("serviceClassIds", ids).build();
}

std::function<bool(const vehicle_type&)> filter(input& query) {
  const auto active = query.flag("isActive", need::optional);
  const auto name = query.text("name", need::optional, 1, 100);
  const auto of = query.uuid("categoryId", need::optional);
  const auto klass = query.uuid("serviceClassId", need::optional);
  return [=](const vehicle_type& row) {
    const auto& classes = row.service_class_ids;
    return (!active || row.is_active == *active) && (!name || row.name == *name)
           && (!of || row.category_id == *of)
           && (!klass || std::ranges::find(classes, *klass) != classes.end());
  };
}

} // namespace

void add_type_routes(contract::system_host& host, catalog& of) {
  add_resource<vehicle_type>(host, of,
                             {.path = "/api/vehicle-types",
                              .item_path = "/api/vehicle-types/:id",
                              .noun = "Vehicle type",
                              .action = "vehicle_type",
                              .read = read,
                              .check = check,
                              .show = show,
                              .filter = filter,
                              .keep = keep});
}

} // namespace fleetwire::systems::rides::catalog
