#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/trip.hpp"
#include "storage/store.hpp"

/// Values on their way into columns and out of them.
namespace fleetwire::systems::rides::store {

inline std::int64_t ms(rules::instant at) noexcept {
  return at.time_since_epoch().count();
}

inline std::optional<std::int64_t> ms(const std::optional<rules::instant>& at) noexcept {
  return at ? std::optional{ms(*at)} : std::nullopt;
}

inline rules::instant instant_of(std::int64_t ms) noexcept {
  return rules::instant{std::chrono::milliseconds{ms}};
}

inline rules::instant instant_at(const storage::row& r, int column) noexcept {
  return instant_of(r.integer(column));
}

inline std::optional<rules::instant> maybe_instant(const storage::row& r, int column) noexcept {
  return r.is_null(column) ? std::nullopt : std::optional{instant_at(r, column)};
}

inline std::string text_at(const storage::row& r, int column) {
  return std::string{r.text(column)};
}

inline std::optional<std::string> maybe_text(const storage::row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional{text_at(r, column)};
}

/// Latitude and longitude in this column and the next.
inline std::optional<geo::point> maybe_point(const storage::row& r, int column) noexcept {
  if (r.is_null(column) || r.is_null(column + 1))
    return std::nullopt;
  return geo::point{r.number(column), r.number(column + 1)};
}

inline std::optional<double> lat(const std::optional<geo::point>& where) noexcept {
  return where ? std::optional{where->lat} : std::nullopt;
}

inline std::optional<double> lng(const std::optional<geo::point>& where) noexcept {
  return where ? std::optional{where->lng} : std::nullopt;
}

/// Fails the job: what is stored there cannot be read.
inline void fail_unreadable(storage::session& db, const std::string& what) {
  db.fail({storage::errc::corrupt, what + " cannot be read"});
}

} // namespace fleetwire::systems::rides::store
