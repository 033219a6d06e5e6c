#include "actors/systems/fleet/live/trip_actor.hpp"

#include "actors/contract/roster.hpp"

#include "actors/systems/fleet/store/trips.hpp"

#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

namespace {

rules::refusal no_such_trip() {
  return rules::not_found("TRIP_NOT_FOUND", "There is no such trip");
}

/// Of the desk and of other actors, in nobody's name.
asker ourselves() {
  asker who;
  who.is_keeper = who.sees_all = true;
  return who;
}

} // namespace

trip_actor::trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
                       std::string id)
  : contract::record_actor(config, around.store, kind), around_(around), id_(std::move(id)) {}

trip_actor::trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
                       rules::trip state)
  : trip_actor(config, around, kind, state.id) {
  state_ = std::move(state);
  is_loaded_ = true;
}

trip_actor::~trip_actor() = default;

void trip_actor::on_exit() {
  alarm_.reset();
}

caf::behavior trip_actor::make_behavior() {
  alarm_.emplace(around_.worker(around_.home_of(id_)), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  enter([this] { is_loaded_ ? settle_in() : load(); });
  return with_common({
    [this](tell_trip& t) {
      ++heard_;
      enter([this, t = std::move(t)] { execute(t.what, t.reply); });
    },
    [this](on_its_way& w) { enter([this, seen = std::move(w.seen)] { be_on_way(seen); }); },
    [this](deadline_came) {
      enter([this] {
        if (!is_loaded_)
          load();
      });
    },
  });
}

void trip_actor::load() {
  auto found = std::make_shared<std::optional<rules::trip>>();
  read(
    storage::file::promises,
    [found, id = id_](storage::session& db) { *found = store::load_trip(db, id); },
    [this, found](const storage::status& how) {
      if (!how)
        return alarm_->set(retry_after);
      is_loaded_ = true;
      state_ = std::move(*found);
      settle_in();
    });
}

void trip_actor::settle_in() {
  if (state_ && state_->state == rules::trip_state::ongoing)
    follow_vehicle(true);
}

void trip_actor::on_idle() {
  const bool is_quiet = !state_ || state_->state != rules::trip_state::ongoing;
  if (is_loaded_ && is_quiet && !is_waiting())
    caf::anon_send(around_.trips, contract::may_go{id_, heard_, id()});
}

trip_sight trip_actor::sight() const {
  return {*state_, course_.now};
}

// -- commands ---------------------------------------------------------------------------------------------

void trip_actor::execute(const trip_request& what, const trip_answer& reply) {
  if (!is_loaded_)
    return reply(unavailable({}));
  if (const auto* l = std::get_if<look_at_trip>(&what))
    return look(l->who, reply);
  if (const auto* m = std::get_if<make_trip>(&what))
    return state_ ? reply(rules::conflict("ALREADY_EXISTS", "There is such a trip already"))
                  : make({rules::trip_step::change, m->what, {}}, reply);
  const auto& wanted = std::get<do_step>(what);
  if (state_)
    return step(wanted.what, reply);
  const bool begins =
    wanted.what.what == rules::trip_step::start || wanted.what.what == rules::trip_step::change;
  if (!wanted.makes || !begins || !around_.how.makes_unknown || !wanted.what.patch.vehicle_id)
    return reply(no_such_trip());
  make(wanted.what, reply);
}

void trip_actor::look(const asker& who, const trip_answer& reply) {
  if (!state_)
    return reply(no_such_trip());
  may_see(who, *state_) ? reply(sight()) : reply(rules::forbidden());
}

void trip_actor::make(const rules::trip_command& first, const trip_answer& reply) {
  rules::trip blank;
  blank.id = id_;
  blank.created_at = around_.now();
  auto made = rules::begin(blank, first, around_.now());
  if (const auto* no = std::get_if<rules::refusal>(&made))
    return reply(*no);
  auto next = std::get<rules::trip>(std::move(made));
  with_vehicle(next.vehicle_id, [this, next, first, reply](const vehicle_result& found) mutable {
    if (const auto* no = std::get_if<rules::refusal>(&found))
      return reply(*no);
    if (!next.driver_id)
      next.driver_id = std::get<vehicle_sight>(found).record.driver_id;
    insert(std::move(next), first.what, reply);
  });
}

void trip_actor::insert(rules::trip next, rules::trip_step what, const trip_answer& reply) {
  auto shared = std::make_shared<rules::trip>(std::move(next));
  commit([shared](storage::session& db) { store::insert(db, *shared); },
         [this, shared, what, reply](const storage::status& how) {
           if (!how) {
             load(); // what is stored is the truth
             return reply(unavailable(how));
           }
           adopt(std::move(*shared), what);
           reply(sight());
         });
}

void trip_actor::step(const rules::trip_command& what, const trip_answer& reply) {
  auto result = rules::apply(*state_, what, around_.now());
  if (const auto* no = std::get_if<rules::refusal>(&result))
    return reply(*no);
  auto next = std::get<rules::trip>(std::move(result));
  if (next.vehicle_id == state_->vehicle_id)
    return save(std::move(next), what.what, reply);
  with_vehicle(next.vehicle_id, [this, next, what, reply](const vehicle_result& found) {
    const auto* no = std::get_if<rules::refusal>(&found);
    no ? reply(*no) : save(next, what.what, reply);
  });
}

void trip_actor::with_vehicle(const std::string& vehicle_id,
                              std::function<void(const vehicle_result&)> go_on) {
  wait_for([&](const resumer& resume) {
    const auto answer = [resume, go_on = std::move(go_on)](const vehicle_result& found) {
      resume([go_on, found] { go_on(found); });
    };
    caf::anon_send(around_.desk_of(vehicle_id),
                   tell_vehicle{vehicle_id, meet{ourselves()}, answer});
  });
}

void trip_actor::save(rules::trip next, rules::trip_step what, const trip_answer& reply) {
  auto shared = std::make_shared<rules::trip>(std::move(next));
  commit([shared](storage::session& db) { store::update(db, *shared); },
         [this, shared, what, reply](const storage::status& how) {
           if (!how) {
             load();
             return reply(unavailable(how));
           }
           adopt(std::move(*shared), what);
           reply(sight());
         });
}

void trip_actor::adopt(rules::trip next, rules::trip_step what) {
  const bool was_ongoing = state_ && state_->state == rules::trip_state::ongoing;
  if (state_ && state_->stops != next.stops)
    course_ = {};
  const auto driver = state_ ? state_->driver_id : std::nullopt;
  state_ = std::move(next);
  if (driver && driver != state_->driver_id)
    around_.tell.trip_driver_left(id_, *driver);
  const bool is_ongoing = state_->state == rules::trip_state::ongoing;
  if (was_ongoing != is_ongoing)
    follow_vehicle(is_ongoing);
  around_.tell.trip_changed(sight(), what, around_.now());
}

// -- on the way ---------------------------------------------------------------------------------------------

void trip_actor::follow_vehicle(bool begin) {
  auto me = begin ? caf::actor_cast<caf::actor>(address()) : caf::actor{};
  caf::anon_send(around_.desk_of(state_->vehicle_id),
                 follow{state_->vehicle_id, id_, std::move(me)});
}

/// Stops that are reached are promised, the rest is only told.
void trip_actor::be_on_way(const rules::report& seen) {
  if (!state_ || state_->state != rules::trip_state::ongoing)
    return;
  auto next = *state_;
  const auto change = rules::advance(course_, next, seen);
  if (!change.tell)
    return;
  if (change.reached == 0)
    return around_.tell.trip_advanced(sight(), around_.now());
  next.updated_at = around_.now();
  auto shared = std::make_shared<rules::trip>(std::move(next));
  commit([shared](storage::session& db) { store::update(db, *shared); },
         [this, shared](const storage::status& how) {
           if (!how)
             return load();
           state_ = std::move(*shared);
           around_.tell.trip_advanced(sight(), around_.now());
         });
}

} // namespace fleetwire::systems::fleet::live
