#include "actors/systems/fleet/rules/progress.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::systems::fleet::rules {

namespace {

using hours = std::chrono::duration<double, std::ratio<3600>>;
using seconds = std::chrono::duration<double>;

std::size_t first_unreached(const trip& t) {
  const auto found =
    std::find_if(t.stops.begin(), t.stops.end(), [](const stop& s) { return !s.reached_at; });
  return static_cast<std::size_t>(found - t.stops.begin());
}

/// Along the stops from `first` to `last`.
double legs_km(const trip& t, std::size_t first, std::size_t last) {
  double sum = 0;
  for (auto i = first + 1; i < last; ++i)
    sum += distance_km(t.stops[i - 1].where, t.stops[i].where);
  return sum;
}

void smooth(course& c, const report& seen) {
  std::optional<double> measured = seen.speed;
  const auto passed = c.at ? seconds{*seen.at - *c.at} : seconds{0};
  if (!measured && c.where && passed.count() > 0)
    measured = distance_km(*c.where, seen.where) / hours{passed}.count();
  if (!measured)
    return;
  const double fresh = 1 - std::exp(-passed.count() / seconds{speed_memory}.count());
  c.speed_kmh = c.speed_kmh ? *c.speed_kmh + fresh * (*measured - *c.speed_kmh) : *measured;
}

std::size_t mark_reached(trip& t, const report& seen) {
  std::size_t count = 0;
  for (auto next = first_unreached(t); next < t.stops.size(); ++next, ++count) {
    if (distance_km(seen.where, t.stops[next].where) > stop_radius_km)
      break;
    t.stops[next].reached_at = seen.at;
  }
  return count;
}

estimate estimate_of(course& c, const trip& t, const report& seen) {
  const auto next = first_unreached(t);
  estimate e;
  if (next < t.stops.size())
    e.distance_km = distance_km(seen.where, t.stops[next].where) + legs_km(t, next, t.stops.size());
  // After a restart the way to the first stop is forgotten.
  if (!c.whole_km)
    c.whole_km = e.distance_km + legs_km(t, 0, next)
                 + (next > 0 ? distance_km(t.stops[next - 1].where, seen.where) : 0);
  c.whole_km = std::max(*c.whole_km, e.distance_km);
  e.progress = *c.whole_km > 0 ? 100 * (1 - e.distance_km / *c.whole_km) : 100;
  const auto speed = std::max(c.speed_kmh.value_or(usual_kmh), slowest_kmh);
  e.eta_minutes = 60 * e.distance_km / speed;
  e.eta_at = *seen.at + std::chrono::milliseconds{std::llround(e.eta_minutes * 60'000)};
  return e;
}

bool is_worth_telling(const course& c, const estimate& e) {
  return !c.told || std::abs(e.eta_minutes - c.told->eta_minutes) > worth_minutes
         || std::abs(e.progress - c.told->progress) > worth_percent;
}

} // namespace

course_change advance(course& c, trip& t, const report& seen) {
  course_change change;
  if (t.state != trip_state::ongoing || t.stops.empty())
    return change;
  smooth(c, seen);
  c.where = seen.where;
  c.at = seen.at;
  change.reached = mark_reached(t, seen);
  c.now = estimate_of(c, t, seen);
  if (change.reached > 0 || is_worth_telling(c, *c.now))
    change.tell = c.told = c.now;
  return change;
}

} // namespace fleetwire::systems::fleet::rules
