#include "tests/sim/fleet/witness.hpp"

#include "actors/systems/fleet/store/alerts.hpp"
#include "actors/systems/fleet/store/trips.hpp"

#include <algorithm>
#include <cmath>

namespace fleetwire::sim {

using fleet::rules::trip_state;

namespace {

/// What the rules promise, said once more.
bool may_follow(trip_state before, trip_state next) {
  if (before == next)
    return before == trip_state::planned || before == trip_state::ongoing;
  if (before == trip_state::planned)
    return next == trip_state::ongoing || next == trip_state::cancelled;
  return before == trip_state::ongoing
         && (next == trip_state::completed || next == trip_state::cancelled);
}

std::size_t reached(const fleet::rules::trip& t) {
  return static_cast<std::size_t>(
    std::ranges::count_if(t.stops, [](const auto& each) { return each.reached_at.has_value(); }));
}

std::string name_of(const fleet::rules::trip& t) {
  return t.id + " (" + std::string{to_string(t.state)} + ")";
}

} // namespace

// -- what is committed -------------------------------------------------------------------------------

void fleet_witness::begin(yard& place, const expectations& what) {
  place_ = &place;
  how_ = what;
  ++life_;
  rests_ = 0;
  located_ = 0;
  news_.clear();
  fences_changed_.clear();
  alerts_unkept_.clear();
  for (auto& [id, each] : trips_)
    each.begun_at_rest = 0;
  seats_.clear();
  ears_.clear();
  look_at_promises();
  begin_vehicles();
}

void fleet_witness::look_at_promises() {
  place_->read(storage::file::promises, [&](storage::session& db) {
    take_vehicles(db);
    take_trips(db);
    take_alerts(db);
    take_notes(db);
  });
}

void fleet_witness::take_vehicles(storage::session& db) {
  std::size_t count = 0;
  db.rows("SELECT id, number, driver_id, updated_at FROM fleet_vehicles",
          [&](const storage::row& r) {
            ++count;
            const auto [known, is_new] = vehicles_.try_emplace(std::string{r.text(0)});
            auto& v = known->second;
            if (!is_new && v.number != r.integer(1))
              fail(known->first + ": got another number");
            if (r.integer(3) < v.updated_at)
              fail(known->first + ": went back in time");
            v = {r.integer(1), r.is_null(2) ? "" : std::string{r.text(2)}, r.integer(3)};
          });
  if (count != vehicles_.size())
    fail("a vehicle was lost");
}

void fleet_witness::take_trips(storage::session& db) {
  std::vector<std::string> ids;
  db.rows("SELECT id FROM fleet_trips",
          [&](const storage::row& r) { ids.emplace_back(r.text(0)); });
  for (const auto& id : ids) {
    auto now = *fleet::store::load_trip(db, id);
    const auto [known, is_new] = trips_.try_emplace(id);
    auto& before = known->second.state;
    if (!is_new && before != now)
      check_trip(before, now);
    if (now.state == trip_state::ongoing && (is_new || before.state != trip_state::ongoing))
      known->second.begun_at_rest = rests_;
    before = std::move(now);
  }
  if (ids.size() != trips_.size())
    fail("a trip was lost");
}

void fleet_witness::check_trip(const fleet::rules::trip& before, const fleet::rules::trip& after) {
  if (!may_follow(before.state, after.state))
    fail(name_of(after) + ": came from " + name_of(before));
  if (before.state != trip_state::planned && before.vehicle_id != after.vehicle_id)
    fail(name_of(after) + ": went on in another vehicle");
  const bool is_same_way = std::ranges::equal(
    before.stops, after.stops, {}, &fleet::rules::stop::where, &fleet::rules::stop::where);
  if (is_same_way && reached(after) < reached(before))
    fail(name_of(after) + ": left a stop that it had reached");
  for (std::size_t i = 0; i < after.stops.size(); ++i)
    if (after.stops[i].reached_at && i > 0 && !after.stops[i - 1].reached_at)
      fail(name_of(after) + ": reached a stop before the one before it");
}

void fleet_witness::take_alerts(storage::session& db) {
  std::size_t count = 0;
  db.rows("SELECT id, acknowledged_at IS NOT NULL FROM fleet_alerts", [&](const storage::row& r) {
    ++count;
    auto& is_done = alerts_[std::string{r.text(0)}];
    if (is_done && r.integer(1) == 0)
      fail(std::string{r.text(0)} + ": is open again");
    is_done = r.integer(1) != 0;
  });
  if (count != alerts_.size())
    fail("an alert was lost");
}

/// Whoever is in when it is committed must hear of it.
void fleet_witness::take_notes(storage::session& db) {
  db.rows(
    "SELECT number, id, user_id FROM fleet_notifications WHERE number > ? ORDER BY number",
    [&](const storage::row& r) {
      newest_note_ = r.integer(0);
      const std::string id{r.text(1)}, user{r.text(2)};
      if (!notes_.emplace(id, user).second)
        fail(id + ": is stored twice");
      notes_of_[user].push_back(id);
      for (auto& [phone, each] : ears_)
        if (each.user == user && !each.notes.contains(id))
          each.owed_notes.insert(id);
    },
    newest_note_);
}

// -- what is said --------------------------------------------------------------------------------------

void fleet_witness::vehicle_changed(const fleet::live::vehicle_sight& v, instant) {
  ++told_;
  was_told(v);
}

void fleet_witness::was_told(const fleet::live::vehicle_sight& v) {
  const auto stored = vehicles_.find(v.record.id);
  if (stored == vehicles_.end())
    return fail(v.record.id + ": was told and is not stored");
  if (stored->second.updated_at < v.record.updated_at.time_since_epoch().count())
    fail(v.record.id + ": was told before its commit");
  if (stored->second.number != v.record.number)
    fail(v.record.id + ": was told with another number than it has");
}

void fleet_witness::driver_left(const std::string& vehicle_id, const std::string& driver_id) {
  ++told_;
  erase_seats_of(driver_id, "vehicle:" + vehicle_id);
}

void fleet_witness::trip_driver_left(const std::string& trip_id, const std::string& driver_id) {
  ++told_;
  erase_seats_of(driver_id, "trip:" + trip_id);
}

void fleet_witness::erase_seats_of(const std::string& user, const std::string& what) {
  std::erase_if(seats_, [&](const auto& each) {
    const auto owner = ears_.find(each.first.first);
    return each.first.second == what && owner != ears_.end() && owner->second.user == user;
  });
}

void fleet_witness::trip_changed(const fleet::live::trip_sight& t, fleet::rules::trip_step,
                                 instant) {
  ++told_;
  check_told(t);
}

void fleet_witness::trip_advanced(const fleet::live::trip_sight& t, instant) {
  ++told_;
  check_told(t);
  if (t.record.state != trip_state::ongoing || !t.course)
    return fail(name_of(t.record) + ": goes on and is not on its way");
  if (!(t.course->progress >= 0 && t.course->progress <= 100 && t.course->distance_km >= 0))
    fail(name_of(t.record) + ": has come further than it goes");
}

void fleet_witness::was_told(const fleet::live::trip_sight& t) {
  const auto stored = trips_.find(t.record.id);
  if (stored == trips_.end())
    return fail(t.record.id + ": was acknowledged and is not stored");
  if (stored->second.state.updated_at < t.record.updated_at)
    fail(name_of(t.record) + ": was acknowledged before its commit");
}

/// Its next change waits until this one is told.
void fleet_witness::check_told(const fleet::live::trip_sight& t) {
  const auto stored = trips_.find(t.record.id);
  if (stored == trips_.end() || stored->second.state != t.record)
    fail(name_of(t.record) + ": was told otherwise than it is stored");
}

void fleet_witness::alert_raised(const fleet::rules::alert& a) {
  ++told_;
  if (!alerts_.contains(a.id))
    alerts_unkept_.insert(a.id);
  for (auto& [phone, each] : ears_)
    if (each.is_staff || a.worth == fleet::rules::priority::critical)
      each.owed_alerts.insert(a.id);
}

void fleet_witness::alert_acknowledged(const fleet::rules::alert& a) {
  ++told_;
  was_acknowledged(a.id);
}

void fleet_witness::was_raised(const std::string& alert_id) {
  if (!alerts_.contains(alert_id))
    fail(alert_id + ": was acknowledged and is not stored");
}

void fleet_witness::was_acknowledged(const std::string& alert_id) {
  const auto stored = alerts_.find(alert_id);
  if (stored == alerts_.end() || !stored->second)
    fail(alert_id + ": was told to be over and is open");
}

/// One that was crowded out in the same commit was never seen.
void fleet_witness::was_noted(const std::string& note_id) {
  if (how_.keeps_notes && !notes_.contains(note_id))
    fail(note_id + ": was acknowledged and is not stored");
}

// -- quiet moments ---------------------------------------------------------------------------------------

std::vector<std::string> fleet_witness::open_alerts() const {
  std::vector<std::string> out;
  for (const auto& [id, is_done] : alerts_)
    if (!is_done)
      out.push_back(id);
  return out;
}

std::vector<std::string> fleet_witness::trip_ids() const {
  std::vector<std::string> out;
  for (const auto& [id, each] : trips_)
    out.push_back(id);
  return out;
}

void fleet_witness::at_rest(bool has_failed) {
  hear_open_reports();
  check_notes();
  check_alerts(has_failed);
  for (const auto& [who, each] : seats_)
    check_seat(who, each);
  for (const auto& [id, each] : news_)
    check_vehicle(id, each);
  check_history(has_failed);
  ++rests_;
}

void fleet_witness::check_notes() {
  std::map<std::string, std::int64_t> unread;
  place_->read(storage::file::promises, [&](storage::session& db) {
    db.rows("SELECT user_id FROM fleet_notifications WHERE read_at IS NULL",
            [&](const storage::row& r) { ++unread[std::string{r.text(0)}]; });
  });
  for (const auto& [phone, each] : ears_) {
    if (each.count && *each.count != unread[each.user])
      fail("phone " + std::to_string(phone) + " believes that " + std::to_string(*each.count)
           + " notifications are unread, there are " + std::to_string(unread[each.user]));
    if (!each.owed_notes.empty())
      fail("phone " + std::to_string(phone) + " did not hear a notification");
  }
}

void fleet_witness::check_alerts(bool has_failed) {
  if (!alerts_unkept_.empty() && !has_failed)
    for (const auto& each : alerts_unkept_)
      if (!alerts_.contains(each))
        fail(each + ": was told and not stored");
  std::set<std::string> open;
  for (const auto& each : *place_->live().open_alerts())
    open.insert(each.id);
  const auto stored = open_alerts();
  if (open != std::set<std::string>{stored.begin(), stored.end()})
    fail("other alerts are open than are stored");
  for (const auto& [phone, each] : ears_) {
    if (!each.owed_alerts.empty())
      fail("phone " + std::to_string(phone) + " did not hear an alert");
    if (each.is_staff && !std::ranges::includes(each.alerts, open))
      fail("phone " + std::to_string(phone) + " does not know all open alerts");
  }
}

void fleet_witness::check_sight(const fleet::live::trip_sight& t, bool has_failed) {
  const auto& stored = trips_.at(t.record.id);
  if (stored.state != t.record)
    fail(name_of(t.record) + ": is told otherwise than it is stored");
  const auto& news = news_[t.record.vehicle_id];
  // It was on its way, nothing moved, then its vehicle was somewhere else.
  if (t.record.state != trip_state::ongoing || t.record.stops.empty()
      || news.located_at_rest <= stored.begun_at_rest + 1
      || *news.located_when <= t.record.updated_at)
    return;
  if (!t.course)
    return fail(name_of(t.record) + ": does not follow its vehicle");
  const auto next =
    std::ranges::find_if(t.record.stops, [](const auto& each) { return !each.reached_at; });
  if (next == t.record.stops.end() || has_failed)
    return;
  const auto north = static_cast<double>(news.lat) - next->where.lat * 1e6;
  const auto east = static_cast<double>(news.lng) - next->where.lng * 1e6;
  if (std::hypot(north, east) < 800) // 90 m at most; a stop is reached within 100
    fail(name_of(t.record) + ": is at a stop and has not reached it");
}

void fleet_witness::at_the_end() {
  std::size_t ongoing = 0;
  for (const auto& [id, each] : trips_)
    ongoing += each.state.state == trip_state::ongoing ? 1 : 0;
  if (const auto left = place_->count("fleet_trip"); left != ongoing)
    fail(std::to_string(left) + " actors of trips are left, " + std::to_string(ongoing)
         + " are on their way");
  if (const auto left = place_->count("vehicle"); left > vehicles_.size())
    fail(std::to_string(left) + " actors of vehicles are left, there are "
         + std::to_string(vehicles_.size()));
}

} // namespace fleetwire::sim
