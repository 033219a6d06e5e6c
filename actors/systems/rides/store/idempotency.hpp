#pragma once

#include <cstdint>
#include <optional>

#include "actors/systems/rides/rules/idempotency.hpp"
#include "storage/store.hpp"

/// What is known about idempotency keys, inside a job of the store.
namespace fleetwire::systems::rides::store {

std::optional<rules::idempotency_record> load_record(storage::session& db,
                                                     const rules::idempotency_key& key);

void save_record(storage::session& db, const rules::idempotency_key& key,
                 const rules::idempotency_record& what);

/// Saves it, unless the key was answered and its answer still counts: then the trip that it made.
std::optional<std::string> claim(storage::session& db, const rules::idempotency_key& key,
                                 const rules::idempotency_record& what, rules::instant now);

/// A request that failed may be tried again.
void forget_record(storage::session& db, const rules::idempotency_key& key);

/// Deletes what rules::is_outdated() says means nothing any more; at most `limit`, so that a commit
/// stays short. The number of those it deleted.
std::int64_t purge_records(storage::session& db, rules::instant now, std::int64_t limit);

} // namespace fleetwire::systems::rides::store
