#pragma once

#include "actors/systems/orders/rules/position.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where couriers were, inside a job of the history, which may lose its last moments.
namespace fleetwire::systems::orders::store {

void append(storage::session& history, std::string_view order_id, std::string_view courier_id,
            const rules::position& what);

std::optional<rules::position> newest_position(storage::session& history,
                                               std::string_view order_id);

struct track {
  std::vector<rules::position> positions; ///< oldest first
  std::int64_t total = 0;
};

/// A page of an order's way.
track track_of(storage::session& history, std::string_view order_id, std::int64_t limit,
               std::int64_t offset);

/// Deletes positions from before `before` among the `limit` oldest, so that a commit stays short.
/// The number of those it deleted.
std::int64_t purge_positions(storage::session& history, rules::instant before, std::int64_t limit);

/// Keeps the newest `most` of an order.
void trim_track(storage::session& history, std::string_view order_id, std::int64_t most);

} // namespace fleetwire::systems::orders::store
