#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/systems/rides/rules/availability.hpp"
#include "storage/store.hpp"

/// What admins did; inside a job of the store.
namespace fleetwire::systems::rides::store {

struct audit_entry {
  rules::instant at;
  std::string actor;   ///< a user's id; empty when nobody had to sign in
  std::string action;  ///< "vehicle.update", "trip.cancel"
  std::string subject; ///< what it was done to
};

void insert_audit(storage::session& db, const audit_entry& what);

struct audit_page {
  std::vector<audit_entry> entries; ///< newest first
  std::int64_t total = 0;
};
audit_page list_audit(storage::session& db, std::int64_t limit, std::int64_t offset);

} // namespace fleetwire::systems::rides::store
