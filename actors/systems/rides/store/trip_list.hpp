#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/systems/rides/rules/trip.hpp"
#include "storage/store.hpp"

/// The lists of GET /api/trips and GET /api/admin/trips, inside a job of the store.
namespace fleetwire::systems::rides::store {

/// A trip is stuck that has been in its stage for so long; arriving, so long after the promised
/// time.
struct stuck_limits {
  std::chrono::minutes pending{2}, assigning{3}, accepted{10}, arriving{20}, in_progress{180};
};

/// All that is set must hold.
struct trip_filter {
  std::optional<std::string> passenger_id{}, driver_id{}, vehicle_id{};
  std::optional<std::string> category_id{}, service_class_id{};
  std::optional<rules::trip_status> status{};
  std::optional<rules::payment_mode> payment{};
  std::optional<rules::instant> requested_from{}, requested_to{}; // these belong to it
  std::optional<rules::instant> completed_from{}, completed_to{}; // likewise
  /// The words of a search: part of an address, the trip's, a person's or the vehicle's id …
  std::optional<std::string> q{};
  /// … or one of these is passenger or driver: whose names and phones the caller found it in.
  std::vector<std::string> q_people{};
  bool only_active = false;
  std::optional<rules::instant> stuck_at{}; // the present: only trips stuck at it
  stuck_limits stuck_after{};
};

struct trip_page {
  std::vector<rules::trip> trips; // without their assignments; newest request first
  std::int64_t total = 0;         // on all pages
};

trip_page list_trips(storage::session& db, const trip_filter& filter, std::int64_t limit,
                     std::int64_t offset);

} // namespace fleetwire::systems::rides::store
