#include "actors/systems/orders/store/orders.hpp"

#include "actors/systems/orders/store/codec.hpp"
#include "actors/systems/orders/store/columns.hpp"

#include <array>

namespace fleetwire::systems::orders::store {

namespace {

using rules::order;

std::optional<std::string> courier_id(const order& what) {
  return what.courier ? std::optional{what.courier->id} : std::nullopt;
}

std::optional<std::string> courier_column(const order& what) {
  return what.courier ? std::optional{courier_text(*what.courier)} : std::nullopt;
}

std::optional<std::string> place_column(const std::optional<rules::place>& where) {
  return where ? std::optional{place_text(*where)} : std::nullopt;
}

constexpr std::string_view columns =
  "SELECT id, customer_id, courier, status, items, pickup, dropoff, notes, created_at,"
  " updated_at, version FROM orders_order ";

bool read_row(const storage::row& r, order& out) {
  out.id = r.text(0);
  out.customer_id = maybe_text(r, 1);
  const auto status = rules::order_status_from(r.text(3));
  out.status = status.value_or(rules::order_status::created);
  out.items = r.text(4);
  out.notes = maybe_text(r, 7);
  out.created_at = instant_at(r, 8);
  out.updated_at = instant_at(r, 9);
  out.version = static_cast<std::uint64_t>(r.integer(10));
  if (!r.is_null(2))
    out.courier = read_courier(r.text(2));
  if (!r.is_null(5))
    out.pickup = read_place(r.text(5));
  if (!r.is_null(6))
    out.dropoff = read_place(r.text(6));
  return status && out.courier.has_value() != r.is_null(2) && out.pickup.has_value() != r.is_null(5)
         && out.dropoff.has_value() != r.is_null(6);
}

auto into(storage::session& db, std::vector<order>& out) {
  return [&](const storage::row& r) {
    if (!read_row(r, out.emplace_back()))
      db.fail({storage::errc::corrupt, "order " + out.back().id + " cannot be read"});
  };
}

// One text for each index that can lead; texts are cached.
struct listing {
  std::string_view lead;
  bool (*fits)(const order_filter&);
};

constexpr std::array<listing, 4> listings{{
  {"number IN (SELECT number FROM orders_order WHERE customer_id = ?1 UNION"
   " SELECT number FROM orders_order WHERE courier_id = ?1) AND ",
   [](const order_filter& f) { return f.of.has_value(); }},
  {"customer_id = ?2 AND ", [](const order_filter& f) { return f.customer_id.has_value(); }},
  {"courier_id = ?3 AND ", [](const order_filter& f) { return f.courier_id.has_value(); }},
  {"", [](const order_filter&) { return true; }},
}};

constexpr std::string_view conditions =
  "(?1 IS NULL OR customer_id = ?1 OR courier_id = ?1)"
  " AND (?2 IS NULL OR customer_id = ?2) AND (?3 IS NULL OR courier_id = ?3)"
  " AND (?4 IS NULL OR status = ?4)";

std::array<std::string, listings.size()> make_texts(std::string_view before,
                                                    std::string_view after) {
  std::array<std::string, listings.size()> out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i]
      .append(before)
      .append("WHERE ")
      .append(listings[i].lead)
      .append(conditions)
      .append(after);
  return out;
}

std::size_t listing_of(const order_filter& filter) {
  std::size_t which = 0;
  while (!listings[which].fits(filter))
    ++which;
  return which;
}

} // namespace

void insert(storage::session& db, const order& what) {
  db.exec("INSERT INTO orders_order(id, customer_id, courier_id, status, courier, items, pickup,"
          " dropoff, notes, created_at, updated_at, version)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          what.id, what.customer_id, courier_id(what), to_string(what.status), courier_column(what),
          what.items, place_column(what.pickup), place_column(what.dropoff), what.notes,
          ms(what.created_at), ms(what.updated_at), what.version);
}

void update(storage::session& db, const order& what, std::uint64_t before) {
  db.exec("UPDATE orders_order SET courier_id = ?, status = ?, courier = ?, updated_at = ?,"
          " version = ? WHERE id = ? AND version = ?",
          courier_id(what), to_string(what.status), courier_column(what), ms(what.updated_at),
          what.version, what.id, before);
  if (db.ok() && db.changes() == 0)
    db.fail({storage::errc::conflict,
             "order " + what.id + " is not at version " + std::to_string(before) + " any more"});
}

std::optional<order> load_order(storage::session& db, std::string_view id) {
  static const auto sql = std::string{columns} + "WHERE id = ?";
  std::vector<order> found;
  db.rows(sql, into(db, found), id);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

order_page list_orders(storage::session& db, const order_filter& filter, std::int64_t limit,
                       std::int64_t offset) {
  static const auto counts = make_texts("SELECT count(*) FROM orders_order ", "");
  static const auto pages = make_texts(columns, " ORDER BY number DESC LIMIT ?5 OFFSET ?6");
  const auto which = listing_of(filter);
  const auto d = [](auto&& x) { return storage::session::datum_of(std::forward<decltype(x)>(x)); };
  const auto status = filter.status ? std::optional{to_string(*filter.status)} : std::nullopt;
  std::vector<storage::datum> values{d(filter.of), d(filter.customer_id), d(filter.courier_id),
                                     d(status)};
  order_page out;
  db.query(counts[which], values, [&](const storage::row& r) { out.total = r.integer(0); });
  values.emplace_back(limit);
  values.emplace_back(offset);
  if (offset < out.total)
    db.query(pages[which], values, into(db, out.orders));
  return out;
}

} // namespace fleetwire::systems::orders::store
