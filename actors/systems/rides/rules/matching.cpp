#include "actors/systems/rides/rules/matching.hpp"

#include <algorithm>

namespace fleetwire::systems::rides::rules {

namespace {

matching_round usual_round(round_cause cause) {
  switch (cause) {
    case round_cause::after_reject:
      return {3000, 5, std::chrono::seconds{20}};
    case round_cause::after_expiry:
      return {5000, 5, std::chrono::seconds{20}};
    case round_cause::first:
    case round_cause::after_driver_left:
      break;
  }
  return {5000, 10, std::chrono::seconds{20}};
}

} // namespace

matching_round plan_round(round_cause cause, const matching_overrides& overrides) noexcept {
  auto round = usual_round(cause);
  if (overrides.radius_m)
    round.radius_m = std::clamp(*overrides.radius_m, least_radius_m, most_radius_m);
  if (overrides.candidates)
    round.candidates = std::clamp(*overrides.candidates, least_candidates, most_candidates);
  if (overrides.offer_ttl)
    round.offer_ttl = std::clamp(*overrides.offer_ttl, shortest_ttl, longest_ttl);
  return round;
}

bool may_be_asked(const trip& t, const availability& driver, const candidate_facts& facts,
                  instant now) noexcept {
  return is_matchable(driver, now) && facts.may_work && facts.is_vehicle_in_service
         && !facts.has_live_offer && facts.serves_class && facts.category_id == t.category_id
         && !was_asked(t, driver.driver_id);
}

std::string_view reason_of_nobody(round_cause cause, std::string_view found) noexcept {
  switch (cause) {
    case round_cause::after_expiry:
      return nobody_after_expiry;
    case round_cause::after_reject:
      return nobody_after_reject;
    default:
      return found;
  }
}

search find_candidates(const geo::driver_index& drivers, const trip& t, const matching_round& round,
                       const geo::driver_index::filter& passes) {
  bool was_anyone_near = false;
  const auto filter = [&](std::string_view driver) {
    if (was_asked(t, driver))
      return false;
    was_anyone_near = true;
    return !passes || passes(driver);
  };
  search result;
  result.candidates = drivers.nearest(t.pickup, round.radius_m, round.candidates, filter);
  if (result.candidates.empty())
    result.reason = was_anyone_near ? nobody_fit : nobody_near;
  return result;
}

} // namespace fleetwire::systems::rides::rules
