#pragma once

#include "storage/store.hpp"

namespace fleetwire::systems::orders::store {

/// Orders, messages, read marks and what is known of images. Released steps are never edited, only
/// added to.
extern const storage::schema promises_schema;

/// Where couriers were.
extern const storage::schema history_schema;

} // namespace fleetwire::systems::orders::store
