#include "actors/systems/rides/live/trip_actor.hpp"

#include "actors/contract/roster.hpp"

#include "actors/systems/rides/store/idempotency.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <algorithm>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

using namespace std::chrono_literals;

namespace {

/// The store said no because of another trip of the same passenger or driver.
rules::refusal taken(const rules::command& what) {
  if (std::holds_alternative<rules::accept_offer>(what))
    return rules::coded(409, "ASSIGNMENT_STATE_CHANGED");
  return rules::bad_request("Passenger already has an active trip");
}

/// Answers of commands nobody waits for.
void nobody(const std::variant<rules::refusal, trip_ptr>&) {}

} // namespace

trip_actor::trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
                       std::string id, bool is_new)
  : record_actor(config, around, kind), id_(std::move(id)), is_read_(is_new), eta_(around.roads) {}

trip_actor::~trip_actor() = default;

void trip_actor::on_exit() {
  alarm_.reset(); // on the worker, while its wheel is there
}

caf::behavior trip_actor::make_behavior() {
  alarm_.emplace(around_.home_of(id_), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  if (!is_read_)
    enter([this] { load(); });
  enter([this] { // what was due while nobody lived
    if (state_)
      on_alarm();
  });
  return with_common({
    [this](be_requested& wanted) {
      ++heard_;
      enter([this, wanted = std::move(wanted)] { born(wanted); });
    },
    [this](do_command& c) {
      ++heard_;
      enter([this, c = std::move(c)] { execute(c.what, c.reply); });
    },
    [this](look_at_trip& look) {
      ++heard_;
      enter([this, reply = std::move(look.reply)] { state_ ? reply(state_) : reply(missing()); });
    },
    [this](candidates_found& found) {
      enter([this, found = std::move(found)]() mutable { on_candidates(std::move(found)); });
    },
    [this](reservation_answered& answered) {
      enter(
        [this, answered = std::move(answered)]() mutable { on_reservation(std::move(answered)); });
    },
    [this](deadline_came) { enter([this] { on_alarm(); }); },
  });
}

// -- coming to life ---------------------------------------------------------------------------------------

void trip_actor::load() {
  auto found = std::make_shared<std::optional<rules::trip>>();
  read(
    storage::file::promises,
    [found, id = id_](storage::session& db) { *found = store::load_trip(db, id); },
    [this, found](const storage::status& how) {
      is_read_ = static_cast<bool>(how);
      if (*found) {
        // Told is told, stored or not.
        (*found)->tracked_at = std::max((*found)->tracked_at, position_told_at_);
        take_over(std::make_shared<const rules::trip>(std::move(**found)));
      } else
        state_.reset(); // unknown: each command says so
      if (!how) {
        searching_ = false; // begins anew with what is read then
        return alarm_->set(retry_after);
      }
      if (state_)
        settle_in();
    });
}

rules::refusal trip_actor::missing() const {
  return is_read_ ? rules::not_found("Trip not found") : unavailable({});
}

void trip_actor::settle_in() {
  meet_passenger([this] { meet_driver(); });
}

void trip_actor::meet_passenger(step then) {
  meet(state_->passenger_id, [this, then = std::move(then)](const auto& who) {
    auto next = std::make_shared<cast>(*people_);
    next->passenger = who;
    next->pickup = {state_->pickup, state_->pickup_address};
    people_ = std::move(next);
    then();
  });
}

/// Only of a restored trip: otherwise he introduces himself when he is reserved.
void trip_actor::meet_driver() {
  const auto* offer = rules::live_offer(*state_);
  const std::string driver = state_->driver_id ? *state_->driver_id : offer ? offer->driver_id : "";
  const std::string vehicle = state_->vehicle_id ? *state_->vehicle_id
                              : offer            ? offer->vehicle_id
                                                 : "";
  if (driver.empty())
    return set_alarm();
  meet(driver, [this, vehicle](const auto& who) {
    auto next = std::make_shared<cast>(*people_);
    next->driver = who;
    if (auto facts = around_.fleet.vehicle(vehicle))
      next->vehicle = facts->shown;
    people_ = std::move(next);
    set_alarm();
  });
}

void trip_actor::set_alarm() {
  const auto now = around_.now();
  auto when = state_ ? rules::next_deadline(*state_) : std::nullopt;
  // Restored while nobody was being asked, or left so by a change that failed.
  const bool is_idle =
    state_ && !searching_
    && (state_->status == rules::trip_status::pending || rules::needs_matching(*state_));
  if (is_idle)
    when = now;
  if (when && is_backing_off_)
    when = std::max(*when, instant{now + retry_after});
  when ? alarm_->set(*when - now) : alarm_->clear();
}

void trip_actor::on_alarm() {
  is_backing_off_ = false;
  if (!state_)
    return load();
  if (state_->status == rules::trip_status::pending)
    return execute(rules::start_assigning{}, nobody);
  execute(rules::check_deadlines{}, nobody);
  if (!is_waiting() && rules::needs_matching(*state_) && !searching_)
    search(rules::round_cause::first);
}

void trip_actor::on_idle() {
  const bool is_done = is_read_ && (!state_ || !rules::is_active(state_->status));
  // Not while a driver may be reserving himself for it: nobody would let him go.
  if (is_done && !is_waiting() && asking_ == 0 && around_.trips)
    caf::anon_send(around_.trips, contract::may_go{id_, heard_, id()});
}

// -- commands ---------------------------------------------------------------------------------------------

/// Its search begins in the same commit; whoever asked hears of the trip as he asked for it.
void trip_actor::born(const be_requested& wanted) {
  const auto now = around_.now();
  auto what = rules::request(wanted.wanted, now);
  if (auto* no = std::get_if<rules::refusal>(&what))
    return wanted.reply(*no);
  auto& asked = std::get<rules::change>(what);
  auto sought = std::get<rules::change>(rules::apply(asked.state, rules::start_assigning{}, now));
  const auto pending = std::make_shared<const rules::trip>(asked.state);
  const auto change =
    std::make_shared<const rules::change>(rules::joined(std::move(asked), std::move(sought)));
  auto made = std::make_shared<std::optional<std::string>>(); // by the same request, meanwhile
  commit(
    [change, wanted, made, now](storage::session& db) {
      if (wanted.key && wanted.key_record)
        *made = store::claim(db, {wanted.wanted.passenger_id, *wanted.key},
                             rules::succeeded(*wanted.key_record, wanted.wanted.trip_id), now);
      if (!*made)
        store::insert(db, *change);
    },
    [this, change, pending, wanted, made](const storage::status& how) {
      if (how && *made)
        return caf::anon_send(around_.trips, look_at_trip{**made, wanted.reply});
      if (!how && how.code() == storage::errc::conflict)
        return wanted.reply(rules::bad_request("Passenger already has an active trip"));
      if (!how)
        return wanted.reply(unavailable(how));
      state_ = {change, &change->state};
      is_read_ = true; // whatever became of the attempt: this is what is stored
      // Before anything that waits: the passenger hears of it, then the search begins.
      meet_passenger([this, change, pending, wanted] {
        announce(change->announcements);
        wanted.reply(pending);
        after(rules::start_assigning{});
      });
    });
}

void trip_actor::execute(const rules::command& what, const trip_answer& reply) {
  if (!state_)
    return reply(missing());
  if (const auto* yes = std::get_if<rules::accept_offer>(&what))
    return accept(*yes, reply);
  if (const auto* moved = std::get_if<rules::track_driver>(&what))
    return follow(*moved, reply);
  auto result = rules::apply(*state_, what, around_.now());
  if (auto* no = std::get_if<rules::refusal>(&result)) {
    reply(*no);
    if (const auto* offer = std::get_if<rules::offer_trip>(&what))
      return not_offered(offer->driver_id, *no);
    return set_alarm();
  }
  carry_out(std::move(std::get<rules::change>(result)), what, reply);
}

/// Accepted and on the way in one commit: nobody ever sees a driver who accepted and stands still.
void trip_actor::accept(const rules::accept_offer& what, const trip_answer& reply) {
  const auto now = around_.now(); // what counts is when he answered
  const auto first = rules::apply(*state_, what, now);
  if (const auto* no = std::get_if<rules::refusal>(&first))
    return reply(*no);
  wait_for([this, what, reply, now](const resumer& resume) {
    const auto go_on = [this, what, reply, now, resume](const auto& driver) {
      std::optional<geo::point> where;
      if (const auto* known = std::get_if<rules::availability>(&driver))
        where = known->location;
      resume([this, what, reply, now, where] { accept_from(what, where, now, reply); });
    };
    caf::anon_send(around_.drivers, tell_driver{what.driver_id, look{}, go_on});
  });
}

void trip_actor::accept_from(const rules::accept_offer& what, std::optional<geo::point> where,
                             instant now, const trip_answer& reply) {
  auto change = std::get<rules::change>(rules::apply(*state_, what, now));
  const rules::head_to_pickup go{what.driver_id,
                                 eta_.minutes(what.driver_id, where, state_->pickup, now), where};
  auto gone = std::get<rules::change>(rules::apply(change.state, go, now));
  carry_out(rules::joined(std::move(change), std::move(gone)), what, reply);
}

/// Told at once with what is known by now; what the roads say of this place is told with the next.
void trip_actor::follow(rules::track_driver what, const trip_answer& reply) {
  const auto now = around_.now();
  what.eta_minutes = eta_.minutes(what.driver_id, what.driver_position, state_->pickup, now);
  auto result = rules::apply(*state_, what, now);
  if (auto* no = std::get_if<rules::refusal>(&result)) {
    reply(*no);
    return set_alarm();
  }
  auto& change = std::get<rules::change>(result);
  if (change.has_effect())
    ask_roads(what.driver_id, what.driver_position);
  carry_out(std::move(change), what, reply);
}

/// Nothing waits for the answer, and of a trip that is gone by then nobody hears it.
void trip_actor::ask_roads(const std::string& driver_id, std::optional<geo::point> from) {
  eta_.ask(driver_id, from, state_->pickup, around_.now(), caller());
}

void trip_actor::carry_out(rules::change change, const rules::command& what,
                           const trip_answer& reply) {
  if (!change.has_effect()) {
    reply(state_);
    return set_alarm();
  }
  if (change.log.empty()) { // a position: told, not promised
    change.state.version = state_->version;
    position_told_at_ = change.state.tracked_at;
    state_ = std::make_shared<const rules::trip>(std::move(change.state));
    announce(change.announcements);
    return reply(state_);
  }
  auto next = std::make_shared<const rules::change>(std::move(change));
  commit([next, before = state_](storage::session& db) { store::update(db, *before, *next); },
         [this, next, what, reply](const storage::status& how) {
           if (!how)
             return failed(how, what, reply);
           adopt(next);
           reply(state_);
           after(what);
         });
}

void trip_actor::take_over(std::shared_ptr<const rules::trip> next) {
  const auto id_of = [](const rules::assignment* offer) {
    return offer ? std::optional{offer->id} : std::nullopt;
  };
  auto before = state_ ? id_of(rules::live_offer(*state_)) : std::nullopt;
  state_ = std::move(next);
  auto now = id_of(rules::live_offer(*state_));
  if (before != now)
    caf::anon_send(around_.trips, offer_changed{id_, std::move(before), std::move(now)});
}

void trip_actor::adopt(const std::shared_ptr<const rules::change>& change) {
  take_over({change, &change->state});
  announce(change->announcements);
  for (const auto& driver : change->released_drivers)
    let_go(driver);
}

/// What follows from a change that is committed and told.
void trip_actor::after(const rules::command& what) {
  if (const auto* yes = std::get_if<rules::accept_offer>(&what))
    caf::anon_send(around_.drivers,
                   tell_driver{yes->driver_id, engage{id_, yes->assignment_id}, {}});
  if (!rules::needs_matching(*state_)) {
    searching_ = false;
  } else {
    using cause = rules::round_cause;
    const bool rejected = std::holds_alternative<rules::reject_offer>(what);
    const bool expired = std::holds_alternative<rules::expire_offer>(what)
                         || std::holds_alternative<rules::check_deadlines>(what);
    const bool left = std::holds_alternative<rules::cancel_by_driver>(what);
    search(rejected  ? cause::after_reject
           : expired ? cause::after_expiry
           : left    ? cause::after_driver_left
                     : cause::first);
  }
  set_alarm();
}

void trip_actor::failed(const storage::status& why, const rules::command& what,
                        const trip_answer& reply) {
  const bool is_offer = std::holds_alternative<rules::offer_trip>(what);
  if (is_offer)
    let_go(std::get<rules::offer_trip>(what).driver_id);
  reply(why.code() == storage::errc::conflict ? taken(what) : unavailable(why));
  // What is stored is the truth, whatever became of the commit.
  load();
  if (is_offer && why.code() == storage::errc::conflict)
    return ask_next(); // he has another offer after all
  searching_ = false;
  is_backing_off_ = true;
}

void trip_actor::announce(const std::vector<rules::announcement>& what) {
  if (what.empty())
    return;
  caf::anon_send(around_.news, trip_news{what, people_});
  caf::anon_send(around_.recorder, was_told{id_, state_->version});
}

// -- finding a driver ---------------------------------------------------------------------------------------

void trip_actor::search(rules::round_cause cause) {
  ++round_;
  cause_ = cause;
  searching_ = true;
  candidates_.clear();
  caf::anon_send(around_.matcher, find_drivers{state_, rules::plan_round(cause, state_->overrides),
                                               round_, caf::actor_cast<caf::actor>(address())});
}

void trip_actor::on_candidates(candidates_found found) {
  if (found.round != round_ || !state_ || !rules::needs_matching(*state_))
    return;
  plan_ = found.plan;
  candidates_.assign(found.drivers.begin(), found.drivers.end());
  if (candidates_.empty())
    return give_up(found.reason);
  ask_next();
}

void trip_actor::give_up(std::string_view found) {
  execute(rules::give_up_matching{std::string{rules::reason_of_nobody(cause_, found)}}, nobody);
}

/// One driver after the other; when none is left the search is over.
void trip_actor::ask_next() {
  if (!state_ || !rules::needs_matching(*state_))
    return;
  if (candidates_.empty())
    return give_up(rules::nobody_fit);
  auto driver = std::move(candidates_.front());
  candidates_.pop_front();
  ++asking_;
  caf::anon_send(around_.drivers, tell_driver{driver,
                                              reserve{state_, around_.new_id(), round_,
                                                      caf::actor_cast<caf::actor>(address())},
                                              {}});
}

void trip_actor::on_reservation(reservation_answered answered) {
  --asking_;
  const bool is_stale = answered.round != round_ || !state_ || !rules::needs_matching(*state_);
  if (is_stale) {
    if (answered.grant)
      let_go(answered.driver_id);
    return;
  }
  if (!answered.grant)
    return ask_next();
  auto next = std::make_shared<cast>(*people_);
  next->driver = answered.grant->person;
  next->vehicle = answered.grant->vehicle;
  people_ = std::move(next);
  // By the time he says yes it is known how far he has to go.
  ask_roads(answered.driver_id, answered.grant->where);
  execute(rules::offer_trip{answered.assignment_id, answered.driver_id, answered.grant->vehicle_id,
                            plan_.offer_ttl, plan_.radius_m},
          nobody);
}

void trip_actor::not_offered(const std::string& driver_id, const rules::refusal& why) {
  let_go(driver_id);
  searching_ = false;
  if (why.code == "ASSIGNING_TIME_IS_UP") // nobody can be asked any more
    return execute(rules::give_up_matching{"matching_deadline"}, nobody);
  set_alarm();
}

void trip_actor::let_go(const std::string& driver_id) {
  caf::anon_send(around_.drivers, tell_driver{driver_id, release{id_}, {}});
}

} // namespace fleetwire::systems::rides::live
