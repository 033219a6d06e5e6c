#include "actors/systems/rides/realtime/publisher.hpp"

#include "actors/systems/rides/realtime/rooms.hpp"
#include "actors/systems/rides/wire/events.hpp"

#include <algorithm>
#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::realtime {

publisher::publisher(caf::actor_config& config, contract::actor_kind& kind, caf::group news,
                     std::vector<ears> all)
  : contract::pinned_actor(config, &kind), news_(std::move(news)), all_(std::move(all)) {}

caf::behavior publisher::make_behavior() {
  join(news_);
  news_ = nullptr;
  return {
    [](wake_up) {},
    [this](const live::trip_news& news) { hear(news); },
    [this](const live::driver_news& news) { hear(news); },
    [this](say_positions) { say_waiting(); },
  };
}

void publisher::hear(const live::trip_news& news) {
  for (const auto& what : news.what)
    for (const auto& each : all_)
      if (each.trip)
        each.trip(what, *news.people);
}

void publisher::hear(const live::driver_news& news) {
  const bool is_position = std::ranges::all_of(news.events, [](rules::availability_event each) {
    return each == rules::availability_event::location_updated;
  });
  if (!is_position)
    say_waiting(); // what came before
  wire::driver_story said{*news.state};
  for (const auto& each : all_)
    if (each.driver && !(is_position && each.only_newest_positions))
      each.driver(news, said);
  if (!is_position || std::ranges::none_of(all_, &ears::only_newest_positions))
    return;
  if (waiting_.empty())
    caf::anon_send(caf::actor_cast<caf::actor>(address()), say_positions{});
  waiting_.insert_or_assign(news.state->driver_id, news);
}

void publisher::say_waiting() {
  for (const auto& [id, news] : std::exchange(waiting_, {})) {
    wire::driver_story said{*news.state};
    for (const auto& each : all_)
      if (each.only_newest_positions)
        each.driver(news, said);
  }
}

publisher::ears for_passengers(const nsp& where) {
  return {[where](const rules::announcement& what, const live::cast& people) {
            if (!what.to.passenger)
              return;
            auto he = where.to(passenger_room(what.passenger_id));
            if (!he.may_be_heard())
              return;
            if (const auto payload = wire::passenger_payload(what, people, &people.pickup))
              std::move(he).emit(rules::event_name(what.kind), *payload);
          },
          {}};
}

publisher::ears for_drivers(const nsp& where) {
  return {[where](const rules::announcement& what, const live::cast& people) {
            if (!what.to.driver || !what.driver_id)
              return;
            auto he = where.to(driver_room(*what.driver_id));
            if (!he.may_be_heard())
              return;
            if (const auto payload = wire::driver_payload(what, people))
              std::move(he).emit(rules::event_name(what.kind), *payload);
          },
          [where](const live::driver_news& news, wire::driver_story& story) {
            const auto he = where.to(driver_room(news.state->driver_id));
            if (!he.may_be_heard())
              return;
            for (const auto what : news.events) {
              const auto said = story.to_driver(what);
              broadcast{he}.emit(said.event, said.payload);
            }
          }};
}

publisher::ears for_admins(const nsp& where) {
  return {[where](const rules::announcement& what, const live::cast& people) {
            if (!what.to.admin || !where.all().may_be_heard())
              return;
            if (const auto payload = wire::admin_payload(what, people, &people.pickup))
              where.emit(rules::event_name(what.kind), *payload);
          },
          [where](const live::driver_news& news, wire::driver_story& story) {
            if (!where.all().may_be_heard())
              return;
            for (const auto what : news.events)
              for (const auto& said : story.to_admins(what)) {
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
