#include "actors/systems/rides/live/trip_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/rides/live/trip_actor.hpp"
#include "actors/systems/rides/store/idempotency.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

trip_desk::trip_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
  : record_actor(config, around, kind), trip_kind_(around.kinds.get("trip")) {}

caf::behavior trip_desk::make_behavior() {
  return with_common({
    [this](ask_for_trip& a) { on_request(std::move(a)); },
    [this](tell_trip& t) { forward(t.trip_id, do_command{std::move(t.what), std::move(t.reply)}); },
    [this](tell_assignment& t) { on_assignment(std::move(t)); },
    [this](look_at_trip& l) {
      auto id = l.trip_id;
      forward(id, std::move(l));
    },
    [this](offer_changed& o) {
      if (o.gone)
        offers_.erase(*o.gone);
      if (o.made)
        offers_.insert_or_assign(*o.made, std::move(o.trip_id));
    },
    [this](const contract::may_go& m) { trips_.let_go(m); },
  });
}

void trip_desk::on_exit() {
  trips_.dismiss_all();
}

template <class Message>
void trip_desk::forward(const std::string& trip_id, Message what, bool is_new) {
  trips_.tell(trip_id, std::move(what), [&] {
    return contract::spawn_on<trip_actor>(system(), around_.home_of(trip_id), around_, trip_kind_,
                                          trip_id, is_new);
  });
}

/// Clients who answer an offer do not name the trip. An offer that is over is only in the store.
void trip_desk::on_assignment(tell_assignment what) {
  if (const auto live = offers_.find(what.assignment_id); live != offers_.end())
    return forward(live->second, do_command{std::move(what.what), std::move(what.reply)});
  auto trip = std::make_shared<std::optional<std::string>>();
  around_.store.read(
    storage::file::promises,
    [trip, id = what.assignment_id](storage::session& db) {
      *trip = store::trip_of_assignment(db, id);
    },
    [this, trip, what, call = caller()](const storage::status& how) {
      call([this, trip, what, how] {
        if (!how)
          return what.reply(unavailable(how));
        if (!*trip)
          return what.reply(rules::coded(404, "ASSIGNMENT_NOT_FOUND"));
        forward(**trip, do_command{what.what, what.reply});
      });
    });
}

void trip_desk::on_request(ask_for_trip what) {
  if (!what.key)
    return create(std::move(what), std::nullopt);
  const rules::idempotency_key key{what.wanted.passenger_id, *what.key};
  if (at_work_.contains(key))
    return decide(std::move(what), std::nullopt);
  auto known = std::make_shared<std::optional<rules::idempotency_record>>();
  around_.store.read(
    storage::file::promises,
    [known, key](storage::session& db) { *known = store::load_record(db, key); },
    [this, known, what, call = caller()](const storage::status& how) {
      call([this, known, what, how] {
        if (!how)
          return what.reply(unavailable(how));
        decide(what, *known);
      });
    });
}

void trip_desk::decide(ask_for_trip what, const std::optional<rules::idempotency_record>& known) {
  const rules::idempotency_key key{what.wanted.passenger_id, *what.key};
  const auto busy = at_work_.find(key); // somebody may have begun meanwhile
  const auto decision = rules::decide(busy == at_work_.end() ? known : std::optional{busy->second},
                                      rules::canonical_text(what.wanted), around_.now());
  if (const auto* no = std::get_if<rules::refusal>(&decision))
    return what.reply(*no);
  if (const auto* again = std::get_if<rules::replay_answer>(&decision))
    return forward(again->trip_id, look_at_trip{again->trip_id, std::move(what.reply)});
  const auto& record = std::get<rules::run_request>(decision).record;
  at_work_[key] = record;
  what.reply = [this, key, call = caller(), reply = std::move(what.reply)](const auto& result) {
    call([this, key] { at_work_.erase(key); });
    reply(result);
  };
  create(std::move(what), record);
}

void trip_desk::create(ask_for_trip what, std::optional<rules::idempotency_record> record) {
  auto id = what.wanted.trip_id;
  forward(id,
          be_requested{std::move(what.wanted), std::move(record), std::move(what.key),
                       std::move(what.reply)},
          true);
}

} // namespace fleetwire::systems::rides::live
