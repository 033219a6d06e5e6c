#pragma once

#include <optional>
#include <string>

#include "actors/systems/identity/rules/account.hpp"
#include "storage/store.hpp"

/// What may be NULL, on its way in and out.
namespace fleetwire::systems::identity {

inline std::optional<std::string> maybe_text(const storage::row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional{std::string{r.text(column)}};
}

inline std::optional<std::int64_t> maybe_integer(const storage::row& r, int column) {
  return r.is_null(column) ? std::nullopt : std::optional{r.integer(column)};
}

inline std::optional<double> latitude_of(const std::optional<place>& where) {
  return where ? std::optional{where->latitude} : std::nullopt;
}

inline std::optional<double> longitude_of(const std::optional<place>& where) {
  return where ? std::optional{where->longitude} : std::nullopt;
}

} // namespace fleetwire::systems::identity
