#pragma once

#include <span>
#include <string_view>

#include "storage/store.hpp"

namespace fleetwire::systems::rides::store {

/// Released steps are never edited, only added to.
extern const std::span<const std::string_view> promises_steps;
extern const std::span<const std::string_view> history_steps;

/// Trips, offers, the log, the outbox, drivers' availability and idempotency keys.
extern const storage::schema promises_schema;

/// Where drivers were.
extern const storage::schema history_schema;

} // namespace fleetwire::systems::rides::store
