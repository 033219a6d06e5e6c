#include "actors/systems/rides/catalog/rows.hpp"

namespace fleetwire::systems::rides::catalog {

namespace detail {

namespace {

std::string listed(const std::vector<std::string>& columns, std::size_t from) {
  std::string result;
  for (auto i = from; i < columns.size(); ++i)
    result.append(result.empty() ? "" : ", ").append(columns[i]);
  return result;
}

} // namespace

std::string select_sql(std::string_view table, const std::vector<std::string>& columns) {
  return "SELECT " + listed(columns, 0) + " FROM " + std::string{table};
}

std::string insert_sql(std::string_view table, const std::vector<std::string>& columns) {
  std::string places;
  for (std::size_t i = 1; i < columns.size(); ++i)
    places.append(i == 1 ? "?" : ", ?").append(std::to_string(i));
  return "INSERT INTO " + std::string{table} + "(" + listed(columns, 1) + ") VALUES(" + places
         + ") RETURNING seq";
}

std::string update_sql(std::string_view table, const std::vector<std::string>& columns) {
  std::string assignments; // the first place is the id
  for (std::size_t i = 2; i < columns.size(); ++i)
    assignments.append(i == 2 ? "" : ", ").append(columns[i] + " = ?" + std::to_string(i));
  return "UPDATE " + std::string{table} + " SET " + assignments + " WHERE id = ?1";
}

void save_links(storage::session& db, const vehicle_type& row) {
  db.exec("DELETE FROM rides_vehicle_type_classes WHERE vehicle_type_id = ?1", row.id);
  int place = 0;
  for (const auto& klass : row.service_class_ids)
    db.exec("INSERT INTO rides_vehicle_type_classes(vehicle_type_id, service_class_id, place)"
            " VALUES(?1, ?2, ?3)",
            row.id, klass, place++);
}

void load_links(storage::session& db, vehicle_type& row) {
  db.rows(
    "SELECT service_class_id FROM rides_vehicle_type_classes WHERE vehicle_type_id = ?1"
    " ORDER BY place",
    [&](const storage::row& r) { row.service_class_ids.emplace_back(r.text(0)); }, row.id);
}

} // namespace detail

void each_link(storage::session& db,
               const std::function<void(std::string_view type, std::string_view klass)>& use) {
  db.rows("SELECT vehicle_type_id, service_class_id FROM rides_vehicle_type_classes"
          " ORDER BY vehicle_type_id, place",
          [&](const storage::row& r) { use(r.text(0), r.text(1)); });
}

} // namespace fleetwire::systems::rides::catalog
