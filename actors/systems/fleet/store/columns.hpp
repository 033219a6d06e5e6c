#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/fleet/rules/members.hpp"
#include "actors/systems/fleet/rules/report.hpp"
#include "storage/store.hpp"

/// Values on their way into columns and out of them.
namespace fleetwire::systems::fleet::store {

using rules::instant;

inline std::int64_t ms(instant at) noexcept {
  return at.time_since_epoch().count();
}

inline std::optional<std::int64_t> ms(const std::optional<instant>& at) noexcept {
  return at ? std::optional{ms(*at)} : std::nullopt;
}

inline instant instant_of(std::int64_t ms) noexcept {
  return instant{std::chrono::milliseconds{ms}};
}

inline std::optional<instant> maybe_instant(const storage::row& r, int column) noexcept {
  return r.is_null(column) ? std::nullopt : std::optional{instant_of(r.integer(column))};
}

inline std::optional<double> maybe_number(const storage::row& r, int column) noexcept {
  return r.is_null(column) ? std::nullopt : std::optional{r.number(column)};
}

inline std::optional<std::string> maybe_text(const storage::row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional{std::string{r.text(column)}};
}

/// As the JSON object it is; fails the job when it is none.
rules::members members_of(storage::session& db, std::string_view text);

/// A page of a list, and how many there are in all.
template <class T>
struct page {
  std::vector<T> items;
  std::size_t total = 0;
};

} // namespace fleetwire::systems::fleet::store
