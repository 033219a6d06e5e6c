#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/catalog/tables.hpp"
#include "storage/store.hpp"

/// The SQL of the catalogue, made from the columns of each record. Everything runs inside a job.
namespace fleetwire::systems::rides::catalog {

namespace detail {

inline void read(const storage::row& from, int at, std::string& to) {
  to = from.text(at);
}
inline void read(const storage::row& from, int at, std::int64_t& to) {
  to = from.integer(at);
}
inline void read(const storage::row& from, int at, double& to) {
  to = from.number(at);
}
inline void read(const storage::row& from, int at, bool& to) {
  to = from.integer(at) != 0;
}
template <class T>
void read(const storage::row& from, int at, std::optional<T>& to) {
  if (!from.is_null(at))
    read(from, at, to.emplace());
}

template <class Record>
std::vector<std::string> column_names() {
  std::vector<std::string> result;
  Record blank;
  table<Record>::columns(blank, [&](std::string_view name, auto&) { result.emplace_back(name); });
  return result;
}

template <class Record>
Record record_of(const storage::row& from) {
  Record result;
  int at = 0;
  table<Record>::columns(result, [&](std::string_view, auto& to) { read(from, at++, to); });
  return result;
}

/// Without `seq`, which the table counts itself.
template <class Record>
std::vector<storage::datum> values_of(const Record& row) {
  std::vector<storage::datum> result;
  table<Record>::columns(row, [&](std::string_view name, const auto& value) {
    if (name != "seq")
      result.push_back(storage::session::datum_of(value));
  });
  return result;
}

std::string select_sql(std::string_view table, const std::vector<std::string>& columns);
std::string insert_sql(std::string_view table, const std::vector<std::string>& columns);
std::string update_sql(std::string_view table, const std::vector<std::string>& columns);

// The classes of a type live in a table of their own.
template <class Record>
void save_links(storage::session&, const Record&) {}
template <class Record>
void load_links(storage::session&, Record&) {}
void save_links(storage::session& db, const vehicle_type& row);
void load_links(storage::session& db, vehicle_type& row);

} // namespace detail

/// Stores a new row and sets its `seq`.
template <class Record>
void insert(storage::session& db, Record& row) {
  static const auto sql = detail::insert_sql(table<Record>::name, detail::column_names<Record>());
  const auto values = detail::values_of(row);
  db.query(sql, values, [&](const storage::row& r) { row.seq = r.integer(0); });
  detail::save_links(db, row);
}

/// Stores all columns of a row that is there.
template <class Record>
void update(storage::session& db, const Record& row) {
  static const auto sql = detail::update_sql(table<Record>::name, detail::column_names<Record>());
  const auto values = detail::values_of(row);
  db.run(sql, values);
  detail::save_links(db, row);
}

/// The first row that is not deleted and of which `condition` holds ("id = ?1").
template <class Record, class... Ts>
std::optional<Record> find_where(storage::session& db, std::string_view condition,
                                 const Ts&... values) {
  static const auto select =
    detail::select_sql(table<Record>::name, detail::column_names<Record>());
  const auto sql = select + " WHERE deleted_at IS NULL AND " + std::string{condition}
                   + " ORDER BY seq DESC LIMIT 1";
  std::optional<Record> result;
  db.rows(sql, [&](const storage::row& r) { result = detail::record_of<Record>(r); }, values...);
  if (result)
    detail::load_links(db, *result);
  return result;
}

template <class Record>
std::optional<Record> find(storage::session& db, std::string_view id) {
  return find_where<Record>(db, "id = ?1", id);
}

/// Every row that is not deleted; types come without their classes, see `each_link`.
template <class Record>
void each_row(storage::session& db, const std::function<void(Record)>& use) {
  static const auto sql = detail::select_sql(table<Record>::name, detail::column_names<Record>())
                          + " WHERE deleted_at IS NULL ORDER BY seq";
  db.rows(sql, [&](const storage::row& r) { use(detail::record_of<Record>(r)); });
}

void each_link(storage::session& db,
               const std::function<void(std::string_view type, std::string_view klass)>& use);

} // namespace fleetwire::systems::rides::catalog
