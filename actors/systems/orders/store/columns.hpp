#pragma once

#include "actors/systems/orders/rules/order.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Values on their way into columns and out of them.
namespace fleetwire::systems::orders::store {

inline std::int64_t ms(rules::instant at) noexcept {
  return at.time_since_epoch().count();
}

inline rules::instant instant_at(const storage::row& r, int column) noexcept {
  return rules::instant{std::chrono::milliseconds{r.integer(column)}};
}

inline std::string text_at(const storage::row& r, int column) {
  return std::string{r.text(column)};
}

inline std::optional<std::string> maybe_text(const storage::row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional{text_at(r, column)};
}

inline std::optional<double> maybe_number(const storage::row& r, int column) noexcept {
  return r.is_null(column) ? std::nullopt : std::optional{r.number(column)};
}

} // namespace fleetwire::systems::orders::store
