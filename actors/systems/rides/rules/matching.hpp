#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/rides/geo/driver_index.hpp"
#include "actors/systems/rides/rules/availability.hpp"
#include "actors/systems/rides/rules/trip.hpp"

namespace fleetwire::systems::rides::rules {

/// Why somebody is looked for now.
enum class round_cause : std::uint8_t { first, after_reject, after_expiry, after_driver_left };

struct matching_round {
  double radius_m = 5000;
  std::size_t candidates = 10;
  std::chrono::seconds offer_ttl{20};

  bool operator==(const matching_round&) const = default;
};

/// The limits of what an admin may ask for.
inline constexpr double least_radius_m = 100, most_radius_m = 100000;
inline constexpr std::size_t least_candidates = 1, most_candidates = 50;
inline constexpr std::chrono::seconds shortest_ttl{5}, longest_ttl{120};

matching_round plan_round(round_cause cause, const matching_overrides& overrides = {}) noexcept;

/// What a driver brings besides his availability.
struct candidate_facts {
  bool may_work = true;              // there is no obstacle
  bool is_vehicle_in_service = true; // the current one, not deleted
  bool has_live_offer = false;       // of any trip
  std::string_view category_id;      // of the vehicle's type
  bool serves_class = true;          // the type is linked to the requested one
};

/// Whether this driver may be asked for this trip now.
bool may_be_asked(const trip& t, const availability& driver, const candidate_facts& facts,
                  instant now) noexcept;

struct search {
  std::vector<geo::neighbour> candidates; // in the order to ask them
  std::string_view reason;                // for the trip, when there are none
};

/// Reasons of trips that found nobody.
inline constexpr std::string_view nobody_near = "No candidates found within radius";
inline constexpr std::string_view nobody_fit = "No candidates passed revalidation";
inline constexpr std::string_view matching_failed = "matching_error";
inline constexpr std::string_view nobody_after_expiry = "after_expire_no_candidates";
inline constexpr std::string_view nobody_after_reject = "after_reject_no_candidates";

/// What is said when a round for that cause led to nobody, for the reason it found itself.
std::string_view reason_of_nobody(round_cause cause, std::string_view found) noexcept;

/// The nearest drivers who pass; drivers asked before are left out first.
search find_candidates(const geo::driver_index& drivers, const trip& t, const matching_round& round,
                       const geo::driver_index::filter& passes);

} // namespace fleetwire::systems::rides::rules
