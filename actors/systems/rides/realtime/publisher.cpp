#include "actors/systems/rides/realtime/publisher.hpp"

#include "actors/systems/rides/realtime/rooms.hpp"
#include "actors/systems/rides/wire/availability.hpp"
#include "actors/systems/rides/wire/events.hpp"

#include <algorithm>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::realtime {

publisher::publisher(caf::actor_config& config, contract::actor_kind& kind, caf::group news,
                     ears what)
  : contract::pinned_actor(config, &kind), news_(std::move(news)), ears_(std::move(what)) {}

caf::behavior publisher::make_behavior() {
  join(news_);
  news_ = nullptr;
  return {
    [](wake_up) {},
    [this](const live::trip_news& news) {
      if (ears_.trip)
        ears_.trip(news);
    },
    [this](const live::driver_news& news) {
      if (ears_.driver)
        hear(news);
    },
    [this](say_positions) { say_waiting(); },
  };
}

void publisher::hear(const live::driver_news& news) {
  const bool is_position = std::ranges::all_of(news.events, [](rules::availability_event each) {
    return each == rules::availability_event::location_updated;
  });
  if (!ears_.only_newest_positions || !is_position) {
    say_waiting(); // what came before
    return ears_.driver(news);
  }
  if (waiting_.empty())
    caf::anon_send(caf::actor_cast<caf::actor>(address()), say_positions{});
  waiting_.insert_or_assign(news.state->driver_id, news);
}

void publisher::say_waiting() {
  for (const auto& [id, news] : std::exchange(waiting_, {}))
    ears_.driver(news);
}

publisher::ears for_passengers(const nsp& where) {
  return {[where](const live::trip_news& news) {
            auto he = where.to(passenger_room(news.what.passenger_id));
            if (!news.what.to.passenger || !he.may_be_heard())
              return;
            if (const auto payload =
                  wire::passenger_payload(news.what, *news.people, &news.people->pickup))
              std::move(he).emit(rules::event_name(news.what.kind), *payload);
          },
          {}};
}

publisher::ears for_drivers(const nsp& where) {
  return {[where](const live::trip_news& news) {
            if (!news.what.to.driver || !news.what.driver_id)
              return;
            auto he = where.to(driver_room(*news.what.driver_id));
            if (!he.may_be_heard())
              return;
            if (const auto payload = wire::driver_payload(news.what, *news.people))
              std::move(he).emit(rules::event_name(news.what.kind), *payload);
          },
          [where](const live::driver_news& news) {
            const auto he = where.to(driver_room(news.state->driver_id));
            if (!he.may_be_heard())
              return;
            for (const auto what : news.events) {
              const auto said = wire::driver_message(*news.state, what);
              broadcast{he}.emit(said.event, said.payload);
            }
          }};
}

publisher::ears for_admins(const nsp& where) {
  return {[where](const live::trip_news& news) {
            if (!news.what.to.admin || !where.all().may_be_heard())
              return;
            if (const auto payload =
                  wire::admin_payload(news.what, *news.people, &news.people->pickup))
              where.emit(rules::event_name(news.what.kind), *payload);
          },
          [where](const live::driver_news& news) {
            if (!where.all().may_be_heard())
              return;
            for (const auto what : news.events)
              for (const auto& said : wire::admin_messages(*news.state, what)) {
                auto all = where.all();
                // Of positions a slow panel wants the newest, not the way.
                if (what == rules::availability_event::location_updated)
                  all = std::move(all).keyed(std::string{said.event} + news.state->driver_id);
                std::move(all).emit(said.event, said.payload);
              }
          },
          true};
}

} // namespace fleetwire::systems::rides::realtime
