#include "actors/systems/fleet/rules/motion.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::fleet::rules {

namespace {

using namespace std::chrono_literals;
using hours = std::chrono::duration<double, std::ratio<3600>>;
using seconds = std::chrono::duration<double>;

/// Receivers scatter: a parked car moves by as much.
constexpr double scatter_km = 0.2;

bool could_drive(const report& from, const report& to, const motion_limits& limits) {
  const auto lost = (from.accuracy.value_or(0) + to.accuracy.value_or(0)) / 1000;
  const auto way = distance_km(from.where, to.where) - scatter_km - lost;
  const auto time = std::chrono::abs(*to.at - *from.at);
  return way <= 0 || way <= limits.max_speed * hours{time}.count();
}

/// After some impossible reports that agree with each other the vehicle is there, however it came.
bool may_be_believed(motion& m, const report& seen, const motion_limits& limits) {
  if (!m.newest || could_drive(*m.newest, seen, limits)) {
    m.stray.reset();
    m.strays = 0;
    return true;
  }
  const bool agrees = m.stray && *seen.at > *m.stray->at && could_drive(*m.stray, seen, limits);
  m.strays = agrees ? m.strays + 1 : 1;
  m.stray = seen;
  if (m.strays < jumps_believed)
    return false;
  m.stray.reset();
  m.strays = 0;
  return true;
}

bool braked_too_hard(const report& from, const report& to, const motion_limits& limits) {
  const auto time = *to.at - *from.at;
  if (!from.speed || !to.speed || time < shortest_braking || time > longest_braking)
    return false;
  return *from.speed - *to.speed > limits.max_deceleration * seconds{time}.count();
}

/// Who says so is heard wherever he seems to be; what is concluded needs a way that is believed.
bool is_accident(motion& m, const report& seen, bool felt, instant now) {
  const bool was_told = std::exchange(m.in_accident, seen.accident);
  const bool told = seen.accident && !was_told;
  if (!told && !felt)
    return false;
  const bool again = m.accident_at && now - *m.accident_at < accident_pause;
  if (!again)
    m.accident_at = now;
  return !again;
}

/// Two in one millisecond are two, believed or not.
instant arrival(motion& m, instant now) {
  if (m.newest)
    now = std::max(now, *m.newest->at + 1ms);
  if (m.arrived)
    now = std::max(now, *m.arrived + 1ms);
  if (m.stray && *m.stray->at == now)
    now += 1ms;
  m.arrived = now;
  return now;
}

verdict judge(motion& m, const report& seen, const motion_limits& limits) {
  if (m.newest && *seen.at == *m.newest->at)
    return verdict::duplicate;
  if (m.newest && *seen.at < *m.newest->at)
    return verdict::older;
  return may_be_believed(m, seen, limits) ? verdict::believed : verdict::impossible;
}

} // namespace

std::string_view to_string(verdict what) noexcept {
  switch (what) {
    case verdict::believed:
      return "accepted";
    case verdict::older:
      return "older";
    case verdict::duplicate:
      return "duplicate";
    case verdict::impossible:
      return "impossible";
  }
  return "unknown";
}

bool take_fuel(motion& m, double level, const motion_limits& limits) noexcept {
  m.fuel = level;
  if (level <= limits.low_fuel)
    return !std::exchange(m.is_low, true);
  if (level > limits.low_fuel + limits.low_fuel_margin)
    m.is_low = false;
  return false;
}

motion_change take(motion& m, report what, instant now, const motion_limits& limits) {
  if (!what.at)
    what.at = arrival(m, now);
  motion_change change;
  change.what = judge(m, what, limits);
  const bool is_believed = change.what == verdict::believed;
  // What is said twice ends nothing, but it may say more than the first time.
  if (change.what != verdict::duplicate || what.accident) {
    const bool felt = is_believed && m.newest && braked_too_hard(*m.newest, what, limits);
    change.accident = is_accident(m, what, felt, now);
  }
  if (is_believed) {
    change.low_fuel = what.fuel && take_fuel(m, *what.fuel, limits);
    if (what.ignition)
      m.ignition = what.ignition;
    m.newest = what;
  }
  change.seen = std::move(what);
  return change;
}

} // namespace fleetwire::systems::fleet::rules
