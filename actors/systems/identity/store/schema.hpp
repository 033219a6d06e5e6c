#pragma once

#include "storage/store.hpp"

namespace fleetwire::systems::identity {

/// Users, credentials, sessions and the audit log, in the file that keeps promises.
storage::schema identity_schema() noexcept;

} // namespace fleetwire::systems::identity
