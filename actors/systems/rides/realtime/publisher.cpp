#include "actors/systems/rides/realtime/publisher.hpp"

#include "actors/systems/rides/realtime/rooms.hpp"
#include "actors/systems/rides/wire/availability.hpp"
#include "actors/systems/rides/wire/events.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::realtime {

publisher::publisher(caf::actor_config& config, contract::actor_kind& kind, caf::group news,
                     ears what)
  : contract::pinned_actor(config, &kind), news_(std::move(news)), ears_(std::move(what)) {
}

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
        ears_.driver(news);
    },
  };
}

publisher::ears for_passengers(const nsp& where) {
  return {[where](const live::trip_news& news) {
            const auto payload =
              wire::passenger_payload(news.what, *news.people, &news.people->pickup);
            if (payload && news.what.to.passenger)
              where.to(passenger_room(news.what.passenger_id))
                .emit(rules::event_name(news.what.kind), *payload);
          },
          {}};
}

publisher::ears for_drivers(const nsp& where) {
  return {[where](const live::trip_news& news) {
            const auto payload = wire::driver_payload(news.what, *news.people);
            if (payload && news.what.to.driver && news.what.driver_id)
              where.to(driver_room(*news.what.driver_id))
                .emit(rules::event_name(news.what.kind), *payload);
          },
          [where](const live::driver_news& news) {
            for (const auto what : news.events) {
              const auto said = wire::driver_message(news.state, what);
              where.to(driver_room(news.state.driver_id)).emit(said.event, said.payload);
            }
          }};
}

publisher::ears for_admins(const nsp& where) {
  return {[where](const live::trip_news& news) {
            const auto payload = wire::admin_payload(news.what, *news.people, &news.people->pickup);
            if (payload && news.what.to.admin)
              where.emit(rules::event_name(news.what.kind), *payload);
          },
          [where](const live::driver_news& news) {
            for (const auto what : news.events)
              for (const auto& said : wire::admin_messages(news.state, what)) {
                auto all = where.all();
                // Of positions a slow panel wants the newest, not the way.
                if (what == rules::availability_event::location_updated)
                  all = std::move(all).keyed(std::string{said.event} + news.state.driver_id);
                std::move(all).emit(said.event, said.payload);
              }
          }};
}

} // namespace fleetwire::systems::rides::realtime
