#include "tests/sim/rides/witness.hpp"

#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <algorithm>
#include <set>

namespace fleetwire::sim {

using namespace std::chrono_literals;
using rules::announcement_kind;
using rules::assignment_status;
using rules::trip_status;

namespace {

// What the rules promise, said once more: a rule that moved must not move its own measure.
constexpr auto search_limit = 180s;
constexpr auto usual_offer = 20s;
constexpr auto least_offer = 5s;
constexpr auto presence = 90s;
constexpr auto between_positions = 3s;

bool is_live(const rules::trip& t) {
  return t.status != trip_status::completed && t.status != trip_status::cancelled
         && t.status != trip_status::no_drivers_found;
}

bool may_follow(const rules::trip& before, trip_status next) {
  using enum trip_status;
  switch (before.status) {
    case pending:
      return next == assigning || next == cancelled || next == no_drivers_found;
    case assigning:
      return next == assigning || next == arriving || next == cancelled || next == no_drivers_found;
    case accepted:
      return false; // never seen: on the way in the same commit
    case arriving:
      return next == arriving || next == in_progress || next == completed || next == cancelled
             || next == assigning;
    case in_progress:
      return next == completed || next == cancelled;
    case completed:
      return false;
    case cancelled:
      return next == completed && before.started_at;
    case no_drivers_found:
      return next == assigning;
  }
  return false;
}

const rules::assignment* open_offer(const rules::trip& t) {
  for (const auto& each : t.assignments)
    if (each.status == assignment_status::offered)
      return &each;
  return nullptr;
}

} // namespace

void witness::check(bool holds, const rules::trip& t, const char* what) {
  if (!holds)
    fail(t.id + " (" + std::string{rules::to_string(t.status)} + ", version "
         + std::to_string(t.version) + "): " + what);
}

// -- what is committed --------------------------------------------------------------------------------------

void witness::begin(town& place) {
  place_ = &place;
  unsaid_.clear();
  positions_.clear();
  noted_.clear();
  look_at_disk();
}

void witness::look_at_disk() {
  std::vector<rules::trip> changed;
  place_->read(storage::file::promises, [&](storage::session& db) {
    std::vector<std::string> ids;
    db.rows("SELECT id, version FROM rides_trips", [&](const storage::row& r) {
      const auto known = trips_.find(std::string{r.text(0)});
      if (known == trips_.end() || static_cast<std::int64_t>(known->second.version) != r.integer(1))
        ids.emplace_back(r.text(0));
    });
    for (const auto& id : ids)
      changed.push_back(*store::load_trip(db, id));
    auto noted = noted_;
    for (auto& each : store::load_outbox(db))
      if (each.version > noted[each.trip_id]) {
        noted_[each.trip_id] = each.version; // which may have more to say
        unsaid_[each.trip_id].push_back(std::move(each));
      }
  });
  for (auto& each : changed) {
    const auto known = trips_.find(each.id);
    if (known == trips_.end())
      check_birth(each);
    else
      check_step(known->second, each);
    check_trip(each);
    trips_[each.id] = std::move(each);
  }
  if (!changed.empty())
    check_town();
}

/// Asked for and looked for in one commit.
void witness::check_birth(const rules::trip& t) {
  check(t.version == 2 && t.status == trip_status::assigning, t, "was not born into its search");
  check(t.assignments.empty(), t, "was born with an offer");
  check(t.assigning_deadline == t.requested_at + search_limit, t,
        "may search for another time than it should");
}

void witness::check_step(const rules::trip& before, const rules::trip& after) {
  // Who accepts is on his way in the same commit.
  const bool sets_out =
    before.status == trip_status::assigning && after.status == trip_status::arriving;
  check(after.version == before.version + (sets_out ? 2 : 1), after, "skipped a version");
  check(may_follow(before, after.status), after, "came from a state that does not lead here");
  check_offers(before, after);
  const bool enters = before.status != after.status && after.status == trip_status::assigning;
  if (enters || before.assigning_deadline != after.assigning_deadline)
    check(!after.assigning_deadline || *after.assigning_deadline == after.updated_at + search_limit,
          after, "may search for another time than it should");
  check(after.status != trip_status::assigning || enters
          || before.assigning_deadline != after.assigning_deadline
          || after.updated_at < *after.assigning_deadline,
        after, "searches on at its deadline");
  check(after.status != trip_status::cancelled || !before.started_at || !after.end_reason
          || *after.end_reason != "by its passenger",
        after, "was cancelled by its passenger while they were driving");
}

void witness::check_offers(const rules::trip& before, const rules::trip& after) {
  const auto known = before.assignments.size();
  check(after.assignments.size() == known || after.assignments.size() == known + 1, after,
        "lost an assignment, or got two");
  if (after.assignments.size() <= known)
    return;
  const auto& made = after.assignments.back();
  check(made.status == assignment_status::offered, after, "was taken before it was offered");
  const auto lasts = made.expires_at - made.offered_at;
  const auto longest = after.overrides.offer_ttl.value_or(usual_offer);
  check(lasts <= longest && lasts >= std::min<std::chrono::seconds>(longest, least_offer), after,
        "has an offer of another length than it should");
  check(before.assigning_deadline && made.expires_at <= *before.assigning_deadline, after,
        "has an offer that outlives its search");
}

void witness::check_trip(const rules::trip& t) {
  std::set<std::string> asked;
  int open = 0;
  for (const auto& each : t.assignments) {
    check(asked.insert(each.driver_id).second, t, "asked a driver twice");
    open += each.status == assignment_status::offered || each.status == assignment_status::accepted;
    if (each.status == assignment_status::accepted || each.status == assignment_status::rejected)
      check(each.responded_at && *each.responded_at < each.expires_at, t,
            "took an answer at or after the deadline");
  }
  check(open <= 1, t, "has two offers");
  const auto* offer = open_offer(t);
  check(!offer || t.status == trip_status::assigning, t, "has an offer though nobody is needed");
  check((t.status == trip_status::assigning) == t.assigning_deadline.has_value(), t,
        "is searching without a deadline, or has one without searching");
  const bool is_driven = t.status == trip_status::arriving || t.status == trip_status::in_progress;
  check(!is_driven || t.driver_id, t, "goes on without a driver");
  check(!t.driver_id || asked.contains(*t.driver_id), t, "has a driver who was never asked");
  check(t.status != trip_status::completed || (t.fare && t.fare->total > 0), t, "has no fare");
}

void witness::judge(const std::vector<rules::trip>& stored) {
  for (const auto& each : stored) {
    check_trip(each);
    trips_[each.id] = each;
  }
  check_town();
}

/// Over all trips.
void witness::check_town() {
  std::set<std::string> taken, riding;
  for (const auto& [id, t] : trips_) {
    if (!is_live(t))
      continue;
    const auto* offer = open_offer(t);
    if (offer)
      check(taken.insert(offer->driver_id).second, t, "asks a driver who is taken");
    if (t.driver_id)
      check(taken.insert(*t.driver_id).second, t, "has a driver who is taken");
    check(riding.insert(t.passenger_id).second, t, "has a passenger who is on another trip");
  }
}

// -- what is said ---------------------------------------------------------------------------------------------

void witness::heard(const rules::announcement& what) {
  check_audience(what);
  auto& due = unsaid_[what.trip_id];
  if (!due.empty() && due.front().what == what) {
    if (what.kind == announcement_kind::driver_en_route && what.driver_position)
      positions_[what.trip_id] = what.at;
    due.pop_front();
    return;
  }
  if (what.kind == announcement_kind::driver_en_route)
    return check_position(what);
  fail(what.trip_id + ": " + std::string{rules::event_name(what.kind)}
       + " was said before its commit, twice or out of its order");
}

/// Where the driver is, which is not stored.
void witness::check_position(const rules::announcement& what) {
  const auto found = trips_.find(what.trip_id);
  if (found == trips_.end())
    return fail(what.trip_id + ": a position of an unknown trip");
  const auto& t = found->second;
  check(what.driver_position.has_value(), t, "told a position without one");
  check(what.eta_minutes && *what.eta_minutes >= 1 && *what.eta_minutes <= 90, t,
        "told a position and not when the driver will be there");
  const auto last = positions_.find(t.id);
  check(last == positions_.end() || what.at - last->second >= between_positions, t,
        "told positions too often");
  positions_[t.id] = what.at;
}

void witness::check_audience(const rules::announcement& what) {
  const auto found = trips_.find(what.trip_id);
  if (found == trips_.end())
    return fail(what.trip_id + " was announced and is not stored");
  const auto& t = found->second;
  check(what.passenger_id == t.passenger_id, t, "was told to a stranger");
  check(!what.to.driver || (what.driver_id && rules::was_asked(t, *what.driver_id)), t,
        "was told to a driver who has nothing to do with it");
  using enum announcement_kind;
  const bool is_of_offer = what.kind == offered || what.kind == assignment_accepted
                           || what.kind == assignment_rejected || what.kind == assignment_expired;
  check(!is_of_offer || !what.to.passenger, t, "told its passenger of an offer");
}

// -- what is promised -----------------------------------------------------------------------------------------

void witness::was_told(const rules::trip& state) {
  const auto found = trips_.find(state.id);
  if (found == trips_.end() || found->second.version < state.version)
    return fail(state.id + ": was acknowledged and is not stored");
  const auto& t = found->second;
  check(t.version != state.version || t.status == state.status, t,
        "was acknowledged in another state");
}

void witness::was_told_of(const rules::availability& state) {
  place_->read(storage::file::promises, [&](storage::session& db) {
    const auto stored = store::load_availability(db, state.driver_id);
    if (!stored || stored->is_online != state.is_online
        || stored->is_available != state.is_available || stored->trip_id != state.trip_id)
      fail(state.driver_id + ": his state was acknowledged and is not stored");
  });
}

void witness::was_accepted(const rules::accept_offer& what, const rules::trip& state) {
  check(state.driver_id == what.driver_id, state, "was given to somebody who did not accept");
  check(winners_.emplace(what.assignment_id, what.driver_id).second, state, "was accepted twice");
}

void witness::was_made(const key_name& key, const std::string& trip_id) {
  const auto [known, is_new] = keys_.emplace(key, trip_id);
  if (!is_new && known->second != trip_id)
    fail("key " + key.second + " of " + key.first + " made " + known->second + " and " + trip_id);
}

// -- quiet moments ----------------------------------------------------------------------------------------------

void witness::at_rest(bool has_failed) {
  const auto now = place_->now();
  for (const auto& [id, t] : trips_) {
    const auto* offer = open_offer(t);
    check(t.status != trip_status::pending, t, "does not look for anybody");
    check(t.status != trip_status::assigning || offer, t, "asks nobody and does not give up");
    check(!t.assigning_deadline || now < *t.assigning_deadline, t, "searches beyond its deadline");
    check(!offer || now < offer->expires_at, t, "has an offer beyond its deadline");
    const auto due = unsaid_.find(id);
    check(due == unsaid_.end() || due->second.empty(), t, "was committed and not announced");
  }
  place_->read(storage::file::promises, [&](storage::session& db) {
    const auto left = store::load_outbox(db);
    if (!left.empty() && !has_failed)
      fail(left.front().trip_id + ": what was said will be said again");
  });
}

void witness::found_ready(const std::vector<rules::availability>& drivers,
                          std::vector<std::string> ready) {
  std::map<std::string, std::string> on_trip;
  std::set<std::string> asked;
  for (const auto& [id, t] : trips_) {
    if (is_live(t) && t.driver_id)
      on_trip[*t.driver_id] = id;
    if (const auto* offer = open_offer(t))
      asked.insert(offer->driver_id);
  }
  std::vector<std::string> expected;
  for (const auto& each : drivers) {
    const auto trip = on_trip.find(each.driver_id);
    if (each.trip_id.value_or("") != (trip == on_trip.end() ? "" : trip->second))
      fail(each.driver_id + ": his record says trip " + each.trip_id.value_or("none")
           + ", the trips say " + (trip == on_trip.end() ? "none" : trip->second));
    const bool is_there = each.presence_at && place_->now() - *each.presence_at <= presence;
    if (each.is_online && !each.trip_id && !is_there)
      fail(each.driver_id + ": is online without a sign of life");
    if (each.is_online && each.is_available && !each.reason && !each.trip_id && each.location
        && !asked.contains(each.driver_id))
      expected.push_back(each.driver_id);
  }
  std::ranges::sort(expected);
  std::ranges::sort(ready);
  if (expected != ready) {
    std::string text = "free are";
    for (const auto& each : expected)
      text += " " + each;
    text += "; found are";
    for (const auto& each : ready)
      text += " " + each;
    fail(text);
  }
}

void witness::at_the_end() {
  for (const auto& [id, t] : trips_)
    check(!is_live(t), t, "never ends");
  if (place_->count("trip") != 0)
    fail(std::to_string(place_->count("trip")) + " actors of trips are left");
  if (place_->count("driver") != 0)
    fail(std::to_string(place_->count("driver")) + " actors of drivers are left");
}

} // namespace fleetwire::sim
