#include "actors/systems/fleet/live/vehicle_actor.hpp"

#include "actors/contract/roster.hpp"

#include "actors/systems/fleet/store/positions.hpp"
#include "actors/systems/fleet/store/vehicles.hpp"

#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

namespace {

rules::refusal no_such_vehicle() {
  return rules::not_found("VEHICLE_NOT_FOUND", "There is no such vehicle");
}

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};

} // namespace

void begin_way(vehicle_sight& v, const store::last_seen& last) {
  const auto& [newest, latest] = last;
  v.way.newest = newest.seen;
  v.way.arrived = latest;
  v.way.fuel = newest.seen.fuel;
  v.way.ignition = newest.seen.ignition;
  v.way.is_low = newest.is_low;
  v.last_seen = newest.seen.at;
}

vehicle_actor::vehicle_actor(caf::actor_config& config, surroundings& around,
                             contract::actor_kind& kind, shard_ptr home, std::string id)
  : contract::record_actor(config, around.store, kind),
    around_(around),
    home_(std::move(home)),
    id_(std::move(id)) {}

vehicle_actor::vehicle_actor(caf::actor_config& config, surroundings& around,
                             contract::actor_kind& kind, shard_ptr home, vehicle_sight known)
  : vehicle_actor(config, around, kind, std::move(home), known.record.id) {
  sight_ = std::move(known);
  is_loaded_ = is_known_ = true;
}

vehicle_actor::~vehicle_actor() = default;

void vehicle_actor::on_exit() {
  home_->roster.erase(id_);
  alarm_.reset(); // on the worker, while its wheel is there
  followers_.clear();
}

caf::behavior vehicle_actor::make_behavior() {
  alarm_.emplace(around_.worker(around_.home_of(id_)), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  enter([this] { is_loaded_ ? settle_in() : load(); });
  return with_common({
    [this](take_report& r) {
      ++heard_;
      enter([this, r = std::move(r)] { take(r); });
    },
    [this](tell_vehicle& t) {
      ++heard_;
      enter([this, t = std::move(t)] { execute(t.what, t.reply); });
    },
    [this](const follow& f) {
      ++heard_;
      f.who ? followers_.insert_or_assign(f.trip_id, f.who).second
            : followers_.erase(f.trip_id) > 0;
    },
    [this](deadline_came) { enter([this] { on_alarm(); }); },
  });
}

// -- coming to life ---------------------------------------------------------------------------------------

void vehicle_actor::load() {
  auto found = std::make_shared<std::optional<rules::vehicle>>();
  read(
    storage::file::promises,
    [found, id = id_](storage::session& db) { *found = store::load_vehicle(db, id); },
    [this, found](const storage::status& how) {
      if (!how)
        return alarm_->set(retry_after);
      if (!*found)
        return loaded(std::nullopt, std::nullopt);
      if (sight_.way.newest)
        return loaded(std::move(*found), std::nullopt);
      auto last = std::make_shared<std::optional<store::last_seen>>();
      read(
        storage::file::history,
        [last, number = (*found)->number](storage::session& db) {
          *last = store::seen_last(db, number);
        },
        [this, found, last](const storage::status& end) {
          if (!end)
            return alarm_->set(retry_after);
          loaded(std::move(*found), *last);
        });
    });
}

void vehicle_actor::loaded(std::optional<rules::vehicle> record,
                           const std::optional<store::last_seen>& last) {
  is_loaded_ = true;
  is_known_ = record.has_value();
  if (!record)
    return;
  sight_.record = *std::move(record);
  if (!sight_.way.newest && last)
    begin_way(sight_, *last);
  if (!home_->roster.contains(id_)) // else it is only read again
    settle_in();
}

void vehicle_actor::settle_in() {
  home_->roster[id_] = &sight_;
  // It was warned of when it was said.
  const auto& fuel = sight_.record.fuel;
  if (fuel && (!sight_.way.newest || *sight_.way.newest->at < fuel->at))
    rules::take_fuel(sight_.way, fuel->level, around_.how.motion);
  if (!sight_.last_seen)
    return;
  const auto left = *sight_.last_seen + around_.how.offline_after - around_.now();
  sight_.is_online = left.count() > 0;
  if (sight_.is_online)
    alarm_->set(left);
  // Where it stands is nothing new.
  if (sight_.way.newest)
    inside_ = around_.fences.get()->around(id_, sight_.way.newest->where);
}

void vehicle_actor::on_alarm() {
  if (!is_loaded_)
    return load();
  if (!sight_.is_online)
    return;
  // What wakes an actor that was brought back is no silence, nor is a clock that was set back.
  const auto left = *sight_.last_seen + around_.how.offline_after - around_.now();
  if (left.count() > 0)
    return alarm_->set(left);
  sight_.is_online = false;
  around_.tell.presence_changed(id_, false, around_.now());
}

void vehicle_actor::on_idle() {
  if (is_loaded_ && !is_known_ && followers_.empty() && !is_waiting())
    caf::anon_send(around_.desk_of(id_), contract::may_go{id_, heard_, id()});
}

// -- commands ---------------------------------------------------------------------------------------------

void vehicle_actor::execute(const vehicle_command& what, const vehicle_answer& reply) {
  const auto answer = [&reply](vehicle_result result) {
    if (reply)
      reply(result);
  };
  if (!is_loaded_)
    return answer(unavailable({}));
  if (const auto* one = std::get_if<make_vehicle>(&what))
    return is_known_ ? answer(rules::conflict("ALREADY_EXISTS", "There is such a vehicle already"))
                     : make(one->what, reply);
  if (!is_known_) {
    const bool makes = around_.how.makes_unknown;
    if (const auto* one = std::get_if<change_vehicle>(&what); one && makes)
      return make(one->what, reply);
    const auto* met = std::get_if<meet>(&what);
    if ((met && met->who.is_keeper && makes)
        || (makes && std::holds_alternative<warn_of_fuel>(what)))
      return make({}, [this, what, reply](const vehicle_result& made) {
        std::holds_alternative<rules::refusal>(made) ? reply(made) : execute(what, reply);
      });
    return answer(no_such_vehicle());
  }
  std::visit(overloaded{
               [&](const look_at& l) {
                 may_see(l.who, sight_.record) ? answer(sight_) : answer(rules::forbidden());
               },
               [&](const meet& m) {
                 may_see(m.who, sight_.record) ? answer(sight_) : answer(rules::forbidden());
               },
               [&](const make_vehicle&) {},
               [&](const change_vehicle& c) { change(c.what, reply); },
               [&](const warn_of_fuel& w) { warn(w.level, reply); },
             },
             what);
}

void vehicle_actor::make(const rules::vehicle_patch& what, const vehicle_answer& reply) {
  auto next = std::make_shared<rules::vehicle>();
  next->id = id_;
  next->created_at = around_.now();
  if (const auto no = rules::apply(*next, what, around_.now())) {
    if (reply)
      reply(*no);
    return;
  }
  commit([next](storage::session& db) { next->number = store::insert(db, *next); },
         [this, next, fuel = what.fuel, reply](const storage::status& how) {
           if (!how) {
             load(); // what is stored is the truth
             return reply ? reply(unavailable(how)) : void();
           }
           is_known_ = true;
           sight_.record = std::move(*next);
           home_->roster[id_] = &sight_;
           announce(fuel);
           if (reply)
             reply(sight_);
         });
}

void vehicle_actor::change(const rules::vehicle_patch& what, const vehicle_answer& reply) {
  save(what, reply, [this, fuel = what.fuel] { announce(fuel); });
}

/// Of one that is known; `tell` after the commit.
void vehicle_actor::save(const rules::vehicle_patch& what, const vehicle_answer& reply,
                         std::function<void()> tell) {
  auto next = std::make_shared<rules::vehicle>(sight_.record);
  if (const auto no = rules::apply(*next, what, around_.now()))
    return reply ? reply(*no) : void();
  commit([next](storage::session& db) { store::update(db, *next); },
         [this, next, tell = std::move(tell), reply](const storage::status& how) {
           if (!how) {
             load();
             return reply ? reply(unavailable(how)) : void();
           }
           adopt(std::move(*next));
           tell();
           if (reply)
             reply(sight_);
         });
}

/// What was committed, and what it means that there is so much fuel now.
void vehicle_actor::announce(std::optional<double> fuel) {
  const bool low = fuel && rules::take_fuel(sight_.way, *fuel, around_.how.motion);
  around_.tell.vehicle_changed(sight_, around_.now());
  if (low)
    around_.tell.fuel_low(id_, *fuel, around_.now());
}

void vehicle_actor::adopt(rules::vehicle next) {
  const auto before = std::exchange(sight_.record, std::move(next)).driver_id;
  if (before && before != sight_.record.driver_id)
    around_.tell.driver_left(id_, *before);
}

void vehicle_actor::warn(double level, const vehicle_answer& reply) {
  rules::vehicle_patch what;
  what.fuel = level;
  save(what, reply, [this, level] {
    rules::take_fuel(sight_.way, level, around_.how.motion);
    sight_.way.is_low = true;
    around_.tell.fuel_low(id_, level, around_.now());
  });
}

// -- reports ----------------------------------------------------------------------------------------------

std::optional<rules::refusal> vehicle_actor::fault_of(const handed_report& what) const {
  const auto& own = sight_.record.device_key;
  if (what.device_key && what.device_key->empty())
    return rules::refusal{401, "KEY_REQUIRED", "A tracker must send its key"};
  if (what.device_key && !is_same(*what.device_key, own ? *own : around_.how.device_key))
    return rules::refusal{403, "WRONG_KEY", "That is not the key of this tracker"};
  if (!what.device_key && is_known_ && !may_report(what.who, sight_.record))
    return rules::forbidden();
  if (!is_known_ && !may_make(what))
    return no_such_vehicle();
  return rules::fault_of(what.seen, what.now);
}

/// A key that was good is that of all trackers.
bool vehicle_actor::may_make(const handed_report& what) const {
  return around_.how.makes_unknown && (what.device_key || what.who.is_keeper);
}

void vehicle_actor::take(const take_report& what) {
  if (!is_loaded_)
    return what.reply(unavailable({}));
  const auto now = around_.now();
  if (auto no = fault_of({what.who, what.device_key, what.seen, now}))
    return what.reply(*std::move(no));
  if (!is_known_)
    return make({}, [this, what](const vehicle_result& made) {
      const auto* no = std::get_if<rules::refusal>(&made);
      no ? what.reply(*no) : take(what);
    });
  what.reply(accept(what.seen, now));
}

report_result vehicle_actor::take_now(const handed_report& what) {
  if (auto no = fault_of(what))
    return *std::move(no);
  return accept(what.seen, what.now);
}

rules::verdict vehicle_actor::accept(const rules::report& seen, instant now) {
  const auto change = rules::take(sight_.way, seen, now, around_.how.motion);
  be_seen(now);
  if (change.what != rules::verdict::duplicate)
    remember(change);
  if (change.what == rules::verdict::believed)
    believe(change);
  if (change.accident)
    raise_accident(change.seen);
  return change.what;
}

/// The alarm of who is online is armed or has just rung; when it rings it looks at last_seen.
void vehicle_actor::be_seen(instant now) {
  sight_.last_seen = now;
  if (std::exchange(sight_.is_online, true))
    return;
  alarm_->set(around_.how.offline_after);
  around_.tell.presence_changed(id_, true, now);
}

void vehicle_actor::remember(const rules::motion_change& change) {
  home_->log->add({sight_.record.number, change.seen, change.what == rules::verdict::impossible,
                   sight_.way.is_low});
}

void vehicle_actor::believe(const rules::motion_change& change) {
  around_.tell.vehicle_located(id_, change.seen);
  if (change.low_fuel)
    around_.tell.fuel_low(id_, *change.seen.fuel, *change.seen.at);
  cross_fences(change.seen);
  for (const auto& [id, each] : followers_)
    caf::anon_send(each, on_its_way{change.seen});
}

void vehicle_actor::cross_fences(const rules::report& seen) {
  const auto fences = around_.fences.get();
  if (fences->all().empty() && inside_.empty())
    return;
  auto now = fences->around(id_, seen.where);
  const auto crossed = rules::between(inside_, now);
  for (const auto& [ids, entered] : {std::pair{&crossed.exited, false}, {&crossed.entered, true}})
    for (const auto& id : *ids)
      if (const auto* fence = fences->find(id)) // one that was taken away is not left
        around_.tell.geofence_crossed(id_, *fence, entered, seen);
  inside_ = std::move(now);
}

void vehicle_actor::raise_accident(const rules::report& seen) {
  rules::alert what;
  what.type = "accident";
  what.vehicle_id = id_;
  what.message = "An accident was detected";
  what.worth = rules::priority::critical;
  what.where = seen.where;
  caf::anon_send(around_.alerts, raise_alert{std::move(what), {}});
}

} // namespace fleetwire::systems::fleet::live
