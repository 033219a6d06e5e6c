#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/rest.hpp"
#include "actors/systems/rides/catalog/rows.hpp"
#include "actors/systems/rides/catalog/view.hpp"

/// What the routes of all resources ask of the view and of the tables.
namespace fleetwire::systems::rides::catalog {

/// The rows for which `fits` holds, newest first, and the page of them that was asked for.
template <class Record>
struct page_of {
  std::vector<shared<Record>> rows;
  std::size_t total = 0;
};

template <class Record>
page_of<Record> page(const catalog_view& view, const contract::rest::paging& where,
                     const std::function<bool(const Record&)>& fits) {
  std::vector<shared<Record>> all;
  view.each<Record>([&](const shared<Record>& row) {
    if (fits(*row))
      all.push_back(row);
  });
  const auto begin = std::min(where.offset(), all.size());
  const auto end = std::min(begin + where.limit, all.size());
  const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
  std::partial_sort(at(0), at(end), all.end(),
                    [](const auto& a, const auto& b) { return a->seq > b->seq; });
  return {{at(begin), at(end)}, all.size()};
}

/// Whether another row that is not deleted has the same value in the column.
template <class Record, class Value>
bool is_taken(storage::session& db, std::string_view column, const Value& wanted,
              std::string_view own_id) {
  bool taken = false;
  db.rows(
    "SELECT 1 FROM " + std::string{table<Record>::name} + " WHERE " + std::string{column}
      + " = ?1 AND id <> ?2 AND deleted_at IS NULL LIMIT 1",
    [&](const storage::row&) { taken = true; }, wanted, own_id);
  return taken;
}

template <class Record>
bool is_used(storage::session& db, std::string_view column, std::string_view id) {
  return is_taken<Record>(db, column, id, "");
}

} // namespace fleetwire::systems::rides::catalog
