#include "actors/systems/rides/live/driver_actor.hpp"

#include "actors/contract/roster.hpp"

#include "actors/systems/rides/store/drivers.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

using namespace std::chrono_literals;

namespace {

rules::refusal no_record(const std::string& id) {
  return rules::not_found("DriverAvailability for " + id + " not found");
}

/// Answers of commands nobody waits for.
void nobody(const std::variant<rules::refusal, rules::availability>&) {}

} // namespace

driver_actor::driver_actor(caf::actor_config& config, surroundings& around,
                           contract::actor_kind& kind, std::string id)
  : record_actor(config, around, kind), id_(std::move(id)) {}

driver_actor::~driver_actor() = default;

void driver_actor::on_exit() {
  alarm_.reset(); // on the worker, while its wheel is there
}

caf::behavior driver_actor::make_behavior() {
  alarm_.emplace(around_.home_of(id_), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  enter([this] { load(); });
  return with_common({
    [this](tell_driver& told) {
      ++heard_;
      if (!told.reply)
        told.reply = nobody;
      enter([this, told = std::move(told)] { execute(told.what, told.reply); });
    },
    [this](deadline_came) { enter([this] { on_alarm(); }); },
  });
}

void driver_actor::on_idle() {
  const bool at_work = state_ && (state_->is_online || state_->trip_id);
  const bool is_wanted = owed_ || engaged_ || reserved_ || !sockets_.empty();
  if (is_read_ && !at_work && !is_wanted && !is_waiting() && around_.drivers)
    caf::anon_send(around_.drivers, contract::may_go{id_, heard_, id()});
}

// -- coming to life ---------------------------------------------------------------------------------------

void driver_actor::load() {
  auto found = std::make_shared<std::optional<rules::availability>>();
  read(
    storage::file::promises,
    [found, id = id_](storage::session& db) { *found = store::load_availability(db, id); },
    [this, found](const storage::status& how) {
      is_read_ = static_cast<bool>(how);
      if (*found)
        recall(std::move(**found));
      else
        settle_in();
    });
}

/// Where he was is in the history, which is newer.
void driver_actor::recall(rules::availability promised) {
  state_ = std::move(promised);
  auto seen = std::make_shared<std::optional<store::last_seen>>();
  read(
    storage::file::history,
    [seen, id = id_](storage::session& db) { *seen = store::load_last_seen(db, id); },
    [this, seen](const storage::status&) {
      if (*seen)
        store::refresh(*state_, **seen);
      settle_in();
    });
}

void driver_actor::settle_in() {
  know_again([this] {
    set_alarm();
    tell_matcher();
  });
}

/// He may be called otherwise by now, be banned, or be no driver any more.
void driver_actor::know_again(step then) {
  meet(id_, [this, then = std::move(then)](const auto& who) {
    person_ = who;
    then();
  });
}

// -- what he is told ----------------------------------------------------------------------------------------

void driver_actor::execute(const driver_command& what, const driver_answer& reply) {
  if (const auto* asked = std::get_if<reserve>(&what))
    return know_again([this, asked = *asked] { be_reserved(asked); });
  if (const auto* socket = std::get_if<be_connected>(&what))
    return note(*socket);
  if (const auto* freed = std::get_if<release>(&what))
    return be_released(*freed, insisting(what, reply));
  if (const auto* held = std::get_if<hold>(&what))
    return be_held(*held);
  if (std::holds_alternative<facts_changed>(what))
    return tell_matcher();
  if (const auto* find = std::get_if<find_trip>(&what))
    return find->reply(engaged_ ? engaged_ : reserved_);
  if (!is_read_) { // he may have a record
    if (std::holds_alternative<engage>(what))
      return insisting(what, reply)(unavailable({}));
    return reply(unavailable({}));
  }
  const bool may_begin = std::holds_alternative<make_record>(what)
                         || std::holds_alternative<log_in>(what)
                         || std::holds_alternative<take_ping>(what);
  if (!state_ && !may_begin)
    return reply(no_record(id_));
  if (std::holds_alternative<look>(what))
    return reply(*state_);
  if (const auto* made = std::get_if<make_record>(&what))
    return make(*made, reply);
  if (!state_)
    return make({}, [this, what, reply](const auto& made) {
      if (std::holds_alternative<rules::availability>(made))
        return execute(what, reply);
      reply(made);
    });
  if (const auto* status = std::get_if<set_status>(&what))
    return know_again([this, wanted = status->wanted, reply] {
      carry_out(rules::write_status(*state_, wanted, facts(), around_.now()), reply);
    });
  if (const auto* sign = std::get_if<take_ping>(&what))
    return ping(sign->received, reply);
  if (std::holds_alternative<log_in>(what))
    return know_again(
      [this, reply] { commit_change(rules::log_in(*state_, facts(), around_.now()), reply); });
  if (std::holds_alternative<log_out>(what))
    return commit_change(rules::log_out(*state_, around_.now()), reply);
  if (const auto* own = std::get_if<set_trip>(&what))
    return set_own_trip(*own, reply);
  engage_in(std::get<engage>(what), insisting(what, reply));
}

void driver_actor::make(const make_record& what, const driver_answer& reply) {
  if (state_)
    return reply(*state_);
  if (!person_ || person_->type != "driver")
    return reply(rules::not_found("Driver " + id_ + " no existe"));
  rules::availability born;
  born.id = around_.new_id();
  born.driver_id = id_;
  born.vehicle_id = what.vehicle_id ? what.vehicle_id : around_.fleet.driver(id_, {}).vehicle_id;
  born.updated_at = around_.now();
  commit_change({born, {}}, reply);
}

void driver_actor::carry_out(rules::availability_outcome what, const driver_answer& reply) {
  if (auto* no = std::get_if<rules::refusal>(&what)) {
    set_alarm();
    return reply(*no);
  }
  commit_change(std::move(std::get<rules::availability_change>(what)), reply);
}

void driver_actor::commit_change(rules::availability_change change, const driver_answer& reply) {
  // Whoever works has the vehicle with which he may: else nobody would ever ask him.
  if (change.state.is_available && !change.state.vehicle_id)
    change.state.vehicle_id = facts().vehicle_id;
  auto next = std::make_shared<rules::availability_change>(std::move(change));
  commit([next](storage::session& db) { store::save(db, next->state); },
         [this, next, reply](const storage::status& how) {
           if (!how) {
             alarm_->set(retry_after);
             return reply(unavailable(how));
           }
           adopt(std::move(*next));
           reply(*state_);
         });
}

void driver_actor::adopt(rules::availability_change change) {
  state_ = std::move(change.state);
  shown_ = std::make_shared<const rules::availability>(*state_);
  if (!change.events.empty())
    caf::anon_send(around_.news, driver_news{shown_, std::move(change.events)});
  set_alarm();
  tell_matcher();
}

void driver_actor::ping(const rules::ping& what, const driver_answer& reply) {
  auto result = rules::take_ping(*state_, what, around_.now());
  if (auto* no = std::get_if<rules::refusal>(&result))
    return reply(*no);
  remember(std::move(std::get<rules::availability_change>(result)), reply);
}

void driver_actor::remember(rules::availability_change change, const driver_answer& reply) {
  const bool moved = change.state.location_stored_at != state_->location_stored_at;
  adopt(std::move(change));
  caf::anon_send(around_.recorder, driver_seen{shown_, moved});
  if (moved && state_->trip_id && state_->location)
    caf::anon_send(around_.trips,
                   tell_trip{*state_->trip_id,
                             rules::track_driver{id_, *state_->location, std::nullopt},
                             [](const auto&) {}});
  reply(*state_);
}

void driver_actor::set_own_trip(const set_trip& what, const driver_answer& reply) {
  using event = rules::availability_event;
  if (!what.trip_id && engaged_) { // until the trip lets him go; whoever asks hears how it is
    adopt({*state_, {event::trip_updated, event::status_updated}});
    return reply(*state_);
  }
  if (!what.trip_id)
    return commit_change(rules::clear_trip(*state_, facts(), around_.now()), reply);
  // Whether the trip is his own, whoever lets this in has seen to.
  carry_out(rules::set_trip(*state_, *what.trip_id, around_.now()), reply);
}

// -- trips that want him --------------------------------------------------------------------------------------

void driver_actor::be_reserved(const reserve& what) {
  reservation_answered answer{what.round, id_, what.assignment_id, std::nullopt};
  const auto with = vehicle();
  if (state_ && with && !reserved_ && !engaged_) {
    rules::candidate_facts known;
    known.may_work = !rules::obstacle(facts());
    known.is_vehicle_in_service = with->in_service;
    known.category_id = with->category_id;
    known.serves_class =
      std::ranges::find(with->class_ids, what.trip->service_class_id) != with->class_ids.end();
    if (rules::may_be_asked(*what.trip, *state_, known, around_.now())) {
      reserved_ = what.trip->id;
      answer.grant = driver_grant{*state_->vehicle_id, with->shown, *person_, state_->location};
      tell_matcher();
    }
  }
  caf::anon_send(what.reply_to, std::move(answer));
}

void driver_actor::be_held(const hold& what) {
  reserved_ = what.trip_id;
  tell_matcher();
}

driver_answer driver_actor::insisting(driver_command what, const driver_answer& reply) {
  return [this, what = std::move(what), reply](const auto& result) {
    const auto* no = std::get_if<rules::refusal>(&result);
    if (no && no->status == 503) {
      owed_ = what;
      owed_at_ = around_.now() + retry_after;
      set_alarm();
    }
    reply(result);
  };
}

void driver_actor::on_alarm() {
  if (!is_read_)
    load();
  else if (owed_ && owed_at_ <= around_.now())
    execute(*std::exchange(owed_, std::nullopt), nobody);
  else if (state_ && !sockets_.empty())
    show_presence();
  else if (state_)
    carry_out(rules::expire_presence(*state_, around_.now()), nobody);
}

void driver_actor::note(const be_connected& what) {
  if (what.is_there)
    sockets_.insert(what.socket_id);
  else
    sockets_.erase(what.socket_id);
  if (state_)
    show_presence();
}

/// As a ping without a place would, but nobody has to hear of it.
void driver_actor::show_presence() {
  if (!rules::presence_deadline(*state_))
    return;
  rules::availability_change next{*state_, {}};
  next.state.presence_at = around_.now();
  remember(std::move(next), nobody);
}

void driver_actor::engage_in(const engage& what, const driver_answer& reply) {
  owed_.reset(); // whatever it was, this is newer
  reserved_.reset();
  engaged_ = what.trip_id;
  auto result = rules::set_trip(*state_, what.trip_id, around_.now());
  if (auto* no = std::get_if<rules::refusal>(&result))
    return reply(*no);
  commit_change(std::move(std::get<rules::availability_change>(result)), reply);
}

void driver_actor::be_released(const release& what, const driver_answer& reply) {
  if (reserved_ == what.trip_id)
    reserved_.reset();
  if (engaged_ == what.trip_id)
    engaged_.reset();
  if (owed_) // to engage in this trip, or to be released once more
    owed_.reset();
  if (!is_read_)
    return reply(unavailable({}));
  if (state_ && state_->trip_id == what.trip_id)
    return commit_change(rules::clear_trip(*state_, facts(), around_.now()), reply);
  set_alarm();
  tell_matcher();
}

// -- himself --------------------------------------------------------------------------------------------------

rules::eligibility driver_actor::facts() const {
  auto known = around_.fleet.driver(id_, state_ ? state_->vehicle_id : std::nullopt);
  known.is_driver = person_ && person_->type == "driver";
  known.is_banned = person_ && person_->status == "banned";
  return known;
}

std::shared_ptr<const vehicle_facts> driver_actor::vehicle() const {
  return state_ && state_->vehicle_id ? around_.fleet.vehicle(*state_->vehicle_id) : nullptr;
}

void driver_actor::tell_matcher() {
  const auto with = vehicle();
  const bool ready = state_ && !reserved_ && !engaged_ && with && with->in_service
                     && rules::is_matchable(*state_, around_.now());
  if (ready)
    caf::anon_send(
      around_.matcher,
      driver_is_ready{id_, *state_->location, state_->waiting_since.value_or(around_.now()), with});
  else if (matcher_knows_)
    caf::anon_send(around_.matcher, driver_is_not_ready{id_});
  matcher_knows_ = ready;
}

void driver_actor::set_alarm() {
  const auto now = around_.now();
  auto when = state_ ? rules::presence_deadline(*state_) : std::nullopt;
  const auto also = [&](instant due) { when = when ? std::min(*when, due) : due; };
  if (!is_read_)
    also(now + retry_after);
  if (owed_)
    also(owed_at_);
  when ? alarm_->set(*when - now) : alarm_->clear();
}

} // namespace fleetwire::systems::rides::live
