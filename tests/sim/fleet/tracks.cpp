// What the witness knows of the ways of vehicles.
#include "tests/sim/fleet/witness.hpp"

#include "actors/systems/fleet/store/positions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fleetwire::sim {

namespace {

// What the rules promise, said once more.
constexpr double low = 15;
constexpr double not_low = 20;
constexpr double metres_of_a_millionth = 0.11119493;

std::int64_t millionths(double degrees) {
  return std::llround(degrees * 1e6);
}

/// Clearly inside or outside of a circle near the equator; nothing at its border.
std::optional<bool> is_within(const fleet::rules::geofence& fence, const std::string& vehicle,
                              double lat, double lng) {
  const auto& whose = fence.vehicles;
  if (!whose.empty() && std::ranges::find(whose, vehicle) == whose.end())
    return false;
  const auto& round = std::get<fleet::rules::circle>(fence.where);
  const auto north = (lat - round.center.lat) * 1e6 * metres_of_a_millionth;
  const auto east = (lng - round.center.lng) * 1e6 * metres_of_a_millionth
                    * std::cos(round.center.lat * 0.017453292519943295);
  const auto beyond = std::hypot(north, east) - round.radius_m;
  return std::abs(beyond) < 1 ? std::nullopt : std::optional{beyond < 0};
}

} // namespace

/// What the disk knows is where a life begins.
void fleet_witness::begin_vehicles() {
  for (const auto& [id, each] : vehicles_) {
    auto& news = news_[id];
    place_->read(storage::file::history, [&](storage::session& db) {
      for (const auto& p :
           fleet::store::positions(db, {each.number, instant::min(), instant::max(), 1'000'000}))
        if (!p.is_impossible) {
          news.newest = p.seen.at;
          news.lat = millionths(p.seen.where.lat);
          news.lng = millionths(p.seen.where.lng);
        }
    });
  }
}

// -- what is said --------------------------------------------------------------------------------------

void fleet_witness::vehicle_located(const std::string& vehicle_id,
                                    const fleet::rules::report& seen) {
  ++told_;
  const auto name = millionths(seen.where.lat);
  const auto sent = reports_.find(name);
  if (sent == reports_.end() || sent->second.sent.vehicle != vehicle_id)
    return fail(vehicle_id + ": is told to be where nobody saw it");
  auto& news = news_[vehicle_id];
  if (news.newest && *seen.at <= *news.newest)
    fail(vehicle_id + ": is told to be where it was");
  news.newest = seen.at;
  news.lat = name;
  news.lng = millionths(seen.where.lng);
  news.is_told = true;
  news.located = ++located_;
  news.located_at_rest = rests_ + 1;
  news.located_when = news.heard_when = place_->now();
  if (seen.fuel && *seen.fuel > not_low)
    news.fuel = tank::fine;
  else if (seen.fuel && *seen.fuel <= low && news.fuel == tank::fine)
    news.fuel = tank::due;
}

void fleet_witness::presence_changed(const std::string& vehicle_id, bool is_online, instant) {
  ++told_;
  auto& known = news_[vehicle_id].is_online;
  if (known == is_online)
    fail(vehicle_id + ": is told to be there or away once more");
  known = is_online;
}

void fleet_witness::fuel_low(const std::string& vehicle_id, double level, instant) {
  ++told_;
  auto& tank_of = news_[vehicle_id].fuel;
  if (level > low)
    fail(vehicle_id + ": is told to have little fuel and has some");
  if (tank_of == tank::low || tank_of == tank::fine)
    fail(vehicle_id + ": is told to have little fuel at the wrong time");
  tank_of = tank::low;
}

void fleet_witness::geofence_crossed(const std::string& vehicle_id,
                                     const fleet::rules::geofence& which, bool entered,
                                     const fleet::rules::report& seen) {
  ++told_;
  auto& inside = news_[vehicle_id].inside;
  const auto [known, is_new] = inside.try_emplace(which.id, entered);
  if (!is_new && known->second == entered)
    fail(vehicle_id + (entered ? ": entered " : ": left ") + which.id + " twice");
  known->second = entered;
  if (const auto is_there = is_within(which, vehicle_id, seen.where.lat, seen.where.lng);
      is_there && *is_there != entered)
    fail(vehicle_id + (entered ? ": entered " : ": left ") + which.id + " from afar");
}

/// Until it is answered nobody knows which one counts. None who drives is in one that never was.
void fleet_witness::fence_is_asked_for(const std::string& id, bool is_first) {
  for (auto& [vehicle, each] : news_)
    is_first&& each.is_told ? each.inside[id] = false : each.inside.erase(id) > 0;
  fences_changed_[id] = rests_ + 1;
}

void fleet_witness::fence_has_changed(const std::string& id) {
  fences_changed_[id] = rests_ + 1;
}

// -- reports ---------------------------------------------------------------------------------------------

void fleet_witness::was_sent(const sent_report& what) {
  auto& known = reports_[what.lat];
  known.sent = what;
  ++known.sends;
  known.is_open = true;
  known.sent_when = place_->now();
}

void fleet_witness::was_taken(const sent_report& what, const std::string& verdict) {
  auto& known = reports_.at(what.lat);
  if (known.verdict.empty() || (known.life != life_ && !settled_.contains(what.lat)))
    known.verdict = verdict;
  known.life = life_;
  if (verdict == "duplicate" && !what.at)
    fail(what.vehicle + ": a report without a time came at that of another");
  known.is_open = false;
  known.taken_when = place_->now();
  auto& news = news_[what.vehicle];
  news.heard_when = place_->now();
  if (verdict == "accepted" && (!news.newest || (what.at && *news.newest < *what.at)))
    fail(what.vehicle + ": a report was accepted and not told");
}

/// The latitudes that are stored, in the order of their times.
std::vector<std::int64_t> fleet_witness::read_way(const std::string& vehicle,
                                                  const stored_vehicle& what) {
  std::vector<std::int64_t> out;
  place_->read(storage::file::history, [&](storage::session& db) {
    std::optional<instant> last;
    for (const auto& p :
         fleet::store::positions(db, {what.number, instant::min(), instant::max(), 1'000'000})) {
      const auto name = millionths(p.seen.where.lat);
      const auto sent = reports_.find(name);
      if (sent == reports_.end() || sent->second.sent.vehicle != vehicle)
        return fail(vehicle + ": the history has what nobody sent");
      const auto& report = sent->second;
      if (last && *p.seen.at <= *last)
        fail(vehicle + ": the history is out of order");
      last = p.seen.at;
      if (report.sent.at && *report.sent.at != *p.seen.at)
        fail(vehicle + ": the history has a report at another time");
      if (report.sends == 1 && !report.verdict.empty()
          && p.is_impossible != (report.verdict == "impossible"))
        fail(vehicle + ": the history believes what was not believed, or the other way round");
      if (const auto settled = settled_.find(name);
          settled != settled_.end() && settled->second != *p.seen.at)
        fail(vehicle + ": the history has changed");
      settled_[name] = *p.seen.at;
      out.push_back(name);
    }
  });
  return out;
}

/// How many of those that were acknowledged are not there.
std::size_t fleet_witness::check_way(const std::string& vehicle,
                                     const std::vector<std::int64_t>& stored) {
  const std::set<std::int64_t> there{stored.begin(), stored.end()};
  if (there.size() != stored.size())
    fail(vehicle + ": the history has a report twice");
  std::map<instant, bool> moments; // whether somebody chose it
  for (const auto each : stored)
    moments[settled_.at(each)] = reports_.at(each).sent.at.has_value();
  std::size_t missing = 0;
  for (const auto& [name, each] : reports_) {
    if (each.sent.vehicle != vehicle)
      continue;
    const auto settled = settled_.find(name);
    // One that was not believed gives way to one of its moment that is.
    if (settled != settled_.end() && !there.contains(name)
        && !(each.verdict == "impossible" && moments.contains(settled->second)))
      fail(vehicle + ": the history lost a report");
    const bool is_promised = each.life == life_ && !each.verdict.empty()
                             && each.verdict != "duplicate" && !there.contains(name);
    if (is_promised && !may_be_another(each, moments))
      missing_ = vehicle + " at " + std::to_string(name), ++missing;
  }
  return missing;
}

/// Of several of one moment one is kept. Nobody is told which moment one was given that had none.
bool fleet_witness::may_be_another(const taken_report& what,
                                   const std::map<instant, bool>& moments) {
  if (what.sent.at)
    return moments.contains(*what.sent.at);
  for (auto at = moments.lower_bound(what.sent_when);
       at != moments.end() && at->first <= what.taken_when; ++at)
    if (at->second)
      return true;
  return false;
}

void fleet_witness::check_history(bool has_failed) {
  std::size_t missing = 0;
  for (const auto& [id, each] : vehicles_)
    missing += check_way(id, read_way(id, each));
  const auto usage = place_->live().history();
  if (missing > usage.shed)
    fail("of what was acknowledged the history lost " + std::to_string(missing)
         + " reports and counted " + std::to_string(usage.shed) + ": " + missing_);
  if (usage.shed > 0 && how_.is_roomy && !has_failed)
    fail("the history refused reports though there was room");
  if (usage.waiting > 0)
    fail("reports wait for the history");
}

/// Now it is too late for them.
void fleet_witness::hear_open_reports() {
  for (auto& [name, each] : reports_)
    if (std::exchange(each.is_open, false))
      news_[each.sent.vehicle].heard_when = place_->now();
}

// -- quiet moments ---------------------------------------------------------------------------------------

void fleet_witness::check_vehicle(const std::string& id, const vehicle_news& what) {
  const auto now = place_->now();
  if (what.is_online == true && what.heard_when && *what.heard_when + how_.offline_after < now)
    fail(id + ": is there and said nothing");
  if (what.is_online == false && what.located_when && *what.located_when + how_.offline_after > now)
    fail(id + ": is away and spoke");
  if (what.fuel == tank::due)
    fail(id + ": has little fuel and nobody was told");
  const auto fences = place_->live().geofences();
  for (const auto& [fence, inside] : what.inside) {
    const auto* found = fences->find(fence);
    const auto changed = fences_changed_.find(fence);
    if (!found || !what.is_told || what.located_at_rest <= rests_
        || (changed != fences_changed_.end() && changed->second >= what.located_at_rest))
      continue;
    const auto is_there = is_within(*found, id, static_cast<double>(what.lat) / 1e6,
                                    static_cast<double>(what.lng) / 1e6);
    if (is_there && *is_there != inside)
      fail(id + (inside ? ": left " : ": entered ") + fence + " and nobody was told");
  }
}

void fleet_witness::check_sight(const fleet::live::vehicle_sight& v) {
  const auto& id = v.record.id;
  const auto& news = news_[id];
  const auto newest = v.way.newest ? v.way.newest->at : std::nullopt;
  if (newest != news.newest)
    fail(id + ": is told to be somewhere else than it was seen last");
  if (v.record.driver_id.value_or("") != vehicles_.at(id).driver)
    fail(id + ": is told to have another driver than is stored");
}

} // namespace fleetwire::sim
