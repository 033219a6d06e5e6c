// What the witness knows of phones and what they listen to.
#include "tests/sim/fleet/witness.hpp"

#include <algorithm>

namespace fleetwire::sim {

namespace {

std::string name_of(const fleet_witness::seat_name& who) {
  return "phone " + std::to_string(who.first) + " at " + who.second;
}

} // namespace

void fleet_witness::came_in(std::size_t phone, const std::string& user, bool is_staff) {
  ears_[phone] = {.user = user, .is_staff = is_staff};
}

void fleet_witness::hung_up(std::size_t phone) {
  ears_.erase(phone);
  std::erase_if(seats_, [&](const auto& each) { return each.first.first == phone; });
}

fleet_witness::seat* fleet_witness::seat_of(const seat_name& who) {
  const auto found = seats_.find(who);
  return found == seats_.end() ? nullptr : &found->second;
}

void fleet_witness::comes(const seat_name& who, std::uint64_t visit) {
  const auto [seat, is_new] = seats_.try_emplace(who);
  if (is_new)
    seat->second.visit = visit;
}

void fleet_witness::was_welcomed(const seat_name& who, std::uint64_t visit) {
  auto* seat = seat_of(who);
  if (!seat || visit < seat->visit || seat->is_welcome)
    return;
  seat->is_welcome = true;
  seat->located = located_;
  for (const auto& [id, each] : news_)
    if (each.located_when && *each.located_when + how_.offline_after > place_->now())
      seat->due.insert(id);
}

void fleet_witness::got_position(const seat_name& who, const std::string& vehicle, instant at) {
  const auto known = news_.find(vehicle);
  if (known == news_.end() || !known->second.newest || *known->second.newest < at)
    fail(name_of(who) + " heard of a position of " + vehicle + " that nobody told");
  auto* seat = seat_of(who);
  if (!seat)
    return;
  auto& newest = seat->where.try_emplace(vehicle, at).first->second;
  if (at < newest)
    fail(name_of(who) + " saw " + vehicle + " go back in time");
  newest = at;
}

void fleet_witness::got_driver(const seat_name& who, const std::string& driver) {
  if (auto* seat = seat_of(who))
    seat->driver = driver;
}

void fleet_witness::got_state(const seat_name& who, const std::string& state) {
  if (auto* seat = seat_of(who))
    seat->state = state;
}

void fleet_witness::got_note(std::size_t phone, const std::string& id) {
  const auto ear = ears_.find(phone);
  if (ear == ears_.end())
    return;
  const auto stored = notes_.find(id);
  if (how_.keeps_notes && stored == notes_.end())
    fail(id + ": was heard and is not stored");
  if (stored != notes_.end() && stored->second != ear->second.user)
    fail(id + ": was heard by somebody else");
  if (!ear->second.notes.insert(id).second)
    fail(id + ": was heard twice");
  ear->second.owed_notes.erase(id);
}

void fleet_witness::got_count(std::size_t phone, std::int64_t count) {
  if (const auto ear = ears_.find(phone); ear != ears_.end())
    ear->second.count = count;
}

void fleet_witness::got_alert(std::size_t phone, const std::string& id) {
  const auto ear = ears_.find(phone);
  if (ear == ears_.end())
    return;
  if (!alerts_.contains(id) && !alerts_unkept_.contains(id))
    fail(id + ": was heard and nobody raised it");
  ear->second.alerts.insert(id);
  ear->second.owed_alerts.erase(id);
}

void fleet_witness::check_seat(const seat_name& who, const seat& what) {
  const auto& name = who.second;
  if (!what.is_welcome)
    return fail(name_of(who) + " was never welcomed");
  if (name == "tracking") {
    for (const auto& [id, each] : news_) {
      const auto known = what.where.find(id);
      if (each.is_told && (each.located > what.located || what.due.contains(id))
          && known == what.where.end())
        fail(name_of(who) + " never heard of " + id);
      if (known != what.where.end() && known->second != each.newest)
        fail(name_of(who) + " does not know the newest position of " + id);
    }
    return;
  }
  const auto id = name.substr(name.find(':') + 1);
  if (name.starts_with("trip:")) {
    const auto stored = trips_.find(id);
    if (stored != trips_.end() && what.state != to_string(stored->second.state.state))
      fail(name_of(who) + " believes that it is " + what.state);
    return;
  }
  const auto stored = vehicles_.find(id);
  if (stored == vehicles_.end())
    return;
  if (what.driver != stored->second.driver)
    fail(name_of(who) + " believes that " + what.driver + " drives it");
  const auto known = what.where.find(id);
  const auto newest = news_[id].newest;
  if (newest && (known == what.where.end() || known->second != *newest))
    fail(name_of(who) + " does not know the newest position");
}

} // namespace fleetwire::sim
