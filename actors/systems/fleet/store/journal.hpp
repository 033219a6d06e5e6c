#pragma once

#include "actors/systems/fleet/store/packed_track.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <functional>
#include <vector>

/// History as it comes: what all vehicles of a worker said in a while is one row, so that writing costs
/// the bytes it has and not a page per vehicle. It lies here until it is sealed.
namespace fleetwire::systems::fleet::store {

void append(storage::session& history, const packed_track& some);

/// Reports that are not sealed yet.
std::uint64_t unsealed(storage::session& history);

using position_visitor = std::function<void(const position&)>;

/// In the order they came: those of both times and between; others of the same rows may come along.
/// Fails the job at what cannot be read.
void each_unsealed(storage::session& history, rules::instant from, rules::instant to,
                   const position_visitor& visit);

void fail_torn(storage::session& history);

/// Unpacks them all, or fails the job.
template <class Visit>
void unpack(storage::session& history, std::string_view packed, Visit&& visit) {
  track_reader reader{packed};
  for (position p; reader.next(p);)
    visit(p);
  if (reader.is_torn())
    fail_torn(history);
}
std::vector<position> unpack(storage::session& history, std::string_view packed);

} // namespace fleetwire::systems::fleet::store
