#include "actors/systems/rides/store/trip_list.hpp"

#include <array>
#include <utility>

#include <fleetwire/value.hpp>

#include "actors/systems/rides/store/columns.hpp"
#include "actors/systems/rides/store/trip_rows.hpp"

namespace fleetwire::systems::rides::store {

namespace {

// One text for all combinations, for texts are cached; only what chooses the index comes before it.
constexpr std::string_view conditions =
  "(?1 IS NULL OR t.passenger_id = ?1) AND (?2 IS NULL OR t.driver_id = ?2)"
  " AND (?3 IS NULL OR t.vehicle_id = ?3) AND (?4 IS NULL OR t.category_id = ?4)"
  " AND (?5 IS NULL OR t.class_id = ?5) AND (?6 IS NULL OR t.status = ?6)"
  " AND (?7 IS NULL OR t.payment = ?7)"
  " AND (?8 IS NULL OR t.requested_at >= ?8) AND (?9 IS NULL OR t.requested_at <= ?9)"
  " AND (?10 IS NULL OR t.completed_at >= ?10) AND (?11 IS NULL OR t.completed_at <= ?11)"
  " AND (?12 IS NULL OR t.places LIKE ?12 ESCAPE '\\' OR t.id LIKE ?12 ESCAPE '\\'"
  " OR t.passenger_id LIKE ?12 ESCAPE '\\' OR t.driver_id LIKE ?12 ESCAPE '\\'"
  " OR t.vehicle_id LIKE ?12 ESCAPE '\\'"
  " OR t.passenger_id IN (SELECT value FROM json_each(?13))"
  " OR t.driver_id IN (SELECT value FROM json_each(?13)))"
  " AND (?14 IS NULL OR t.stage_since <= CASE t.status WHEN 'pending' THEN ?14"
  " WHEN 'assigning' THEN ?15 WHEN 'accepted' THEN ?16 WHEN 'arriving' THEN ?17"
  " WHEN 'in_progress' THEN ?18 END)";

using texts = std::array<std::string, 4>;

enum class lead : std::uint8_t { none, live, passenger, driver };

texts make_texts(std::string_view before, std::string_view after) {
  constexpr std::array<std::string_view, 4> leads{
    "1",
    is_live,
    "t.passenger_id = ?1",
    "t.driver_id = ?2",
  };
  texts out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i]
      .append(before)
      .append("WHERE ")
      .append(leads[i])
      .append(" AND ")
      .append(conditions)
      .append(after);
  return out;
}

bool is_live_only(const trip_filter& f) {
  return f.only_active || f.stuck_at;
}

lead lead_of(const trip_filter& f) {
  if (is_live_only(f))
    return lead::live;
  if (f.passenger_id)
    return lead::passenger;
  return f.driver_id ? lead::driver : lead::none;
}

// LIKE's own signs stand for themselves.
std::optional<std::string> pattern_of(const std::optional<std::string>& words) {
  if (!words)
    return std::nullopt;
  std::string out{"%"};
  for (const char c : *words) {
    if (c == '%' || c == '_' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '%';
}

std::string json_list(const std::vector<std::string>& from) {
  std::string out{"["};
  for (const auto& each : from) {
    if (out.size() > 1)
      out += ',';
    append_json_string(out, each);
  }
  return out + ']';
}

template <class E>
std::optional<std::string_view> name_of(const std::optional<E>& maybe) {
  return maybe ? std::optional{std::string_view{to_string(*maybe)}} : std::nullopt;
}

/// What the values of a filter are views of, besides itself.
struct made_texts {
  explicit made_texts(const trip_filter& f)
    : pattern(pattern_of(f.q)), people(json_list(f.q_people)) {}

  std::optional<std::string> pattern;
  std::string people;
};

std::vector<storage::datum> values_of(const trip_filter& f, const made_texts& made) {
  const auto d = [](auto&& x) { return storage::session::datum_of(std::forward<decltype(x)>(x)); };
  const auto since = [&](std::chrono::minutes limit) {
    return f.stuck_at ? storage::datum{ms(*f.stuck_at - limit)} : storage::datum{nullptr};
  };
  const auto& limits = f.stuck_after;
  return {d(f.passenger_id),       d(f.driver_id),          d(f.vehicle_id),
          d(f.category_id),        d(f.service_class_id),   d(name_of(f.status)),
          d(name_of(f.payment)),   d(ms(f.requested_from)), d(ms(f.requested_to)),
          d(ms(f.completed_from)), d(ms(f.completed_to)),   d(made.pattern),
          d(made.people),          since(limits.pending),   since(limits.assigning),
          since(limits.accepted),  since(limits.arriving),  since(limits.in_progress)};
}

} // namespace

trip_page list_trips(storage::session& db, const trip_filter& filter, std::int64_t limit,
                     std::int64_t offset) {
  static const auto counts = make_texts("SELECT count(*) FROM rides_trips t ", "");
  static const auto pages =
    make_texts(select_trips, " ORDER BY t.requested_at DESC, t.number DESC LIMIT ?19 OFFSET ?20");
  const auto which = static_cast<std::size_t>(lead_of(filter));
  const made_texts made{filter};
  auto values = values_of(filter, made);
  trip_page out;
  db.query(counts[which], values, [&](const storage::row& r) { out.total = r.integer(0); });
  values.emplace_back(limit);
  values.emplace_back(offset);
  if (limit > 0 && offset < out.total)
    out.trips = read_trips(db, pages[which], values);
  return out;
}

} // namespace fleetwire::systems::rides::store
