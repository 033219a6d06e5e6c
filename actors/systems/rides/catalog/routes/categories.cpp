#include "actors/systems/rides/catalog/routes/resource.hpp"

namespace fleetwire::systems::rides::catalog {

namespace {

void read(const catalog&, input& in, category& row, bool creating) {
  read_text(in, "name", row.name, creating ? need::required : need::optional, 100);
  read_text(in, "description", row.description, 1'000);
  read_url(in, "iconUrl", row.icon_url);
  read_flag(in, "isActive", row.is_active);
}

std::optional<web_answer> check(storage::session& db, category& row, unsigned status) {
  if (is_taken<category>(db, "name", row.name, row.id))
    return soft(status, "A vehicle category with this name exists already", "NAME_CONFLICT");
  return std::nullopt;
}

std::optional<web_answer> keep(const catalog&, storage::session& db, const category& row) {
  if (is_used<vehicle_type>(db, "category_id", row.id))
    return soft(200, "Vehicle types belong to this category", "CATEGORY_IN_USE");
  return std::nullopt;
}

json show(const catalog_view&, const category& row) {
  object out;
  out.add("id", row.id).add("name", row.name);
  add(out, "description", row.description);
  add(out, "iconUrl", row.icon_url);
  return out.add("isActive", row.is_active).build();
}

json show_written(const catalog_view&, const category& row) {
  object out;
  out.add("id", row.id).add("name", row.name);
  maybe(out, "description", row.description);
  maybe(out, "iconUrl", row.icon_url);
  out.add("isActive", row.is_active);
  add_time(out, "createdAt", row.created_at);
  return add_time(out, "updatedAt", row.updated_at).build();
}

} // namespace

void add_category_routes(contract::system_host& host, catalog& of) {
  add_resource<category>(host, of,
                         {.path = "/api/vehicle-categories",
                          .item_path = "/api/vehicle-categories/:id",
                          .noun = "Vehicle category",
                          .action = "vehicle_category",
                          .read = read,
                          .check = check,
                          .show = show,
                          .show_written = show_written,
                          .filter = by_name_and_activity<category>,
                          .keep = keep});
}

} // namespace fleetwire::systems::rides::catalog
