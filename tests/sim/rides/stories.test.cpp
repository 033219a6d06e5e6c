#define CAF_SUITE tests.sim.rides.stories

#include "tests/sim/rides/story.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::sim;
using namespace std::chrono_literals;
using rules::trip_status;

namespace {

struct fixture : story {
  /// Of t1 by d1, who has accepted.
  void ride_to_the_end() {
    for (const rules::command& next :
         {rules::command{rules::report_arrival{"d1"}}, rules::command{rules::start_ride{"d1"}},
          rules::command{rules::complete_ride{"d1", {}}}}) {
      auto got = place->tell("t1", next);
      place->settle();
      CAF_CHECK_EQUAL(code_of(got), "done");
    }
  }
  /// The driver moves on after a while.
  void move(const std::string& driver_id, geo_point to) {
    place->advance(4s);
    place->driver(driver_id, live::take_ping{{to, {}, true, false}});
    place->settle();
  }
  void say_of_roads(std::optional<std::chrono::milliseconds> takes, std::size_t which = 0) {
    place->roads().say(takes, which);
    place->settle();
  }
  /// As it was told last.
  int minutes() const {
    int last = 0;
    for (const auto& each : place->told())
      if (each.kind == rules::announcement_kind::driver_en_route)
        last = each.eta_minutes.value_or(-1);
    return last;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(rides_tests, fixture)

CAF_TEST(a trip from request to completion is told in order) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  CAF_CHECK_EQUAL(code_of(accept()), "done");
  ride_to_the_end();
  CAF_CHECK_EQUAL(place->told_of("t1"),
                  (names{"trip:requested", "trip:assigning_started", "trip:assignment:offered",
                         "trip:driver_accepted", "trip:assignment:accepted", "trip:driver_assigned",
                         "trip:arriving_started", "trip:driver_en_route",
                         "trip:driver_arrived_pickup", "trip:started", "trip:completed"}));
  CAF_CHECK(stored().status == trip_status::completed);
  const auto free = driver("d1");
  CAF_CHECK(!free.trip_id.has_value());
  CAF_CHECK(rules::is_ready(free));
}

CAF_TEST(the nearest is asked first and the next one when he says no) {
  place->begin_shift("d2", a_mile_off);
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto first = offer();
  CAF_CHECK_EQUAL(first.driver_id, "d1");
  place->answer(first.id, rules::reject_offer{first.id, "d1", {}});
  place->settle();
  CAF_CHECK_EQUAL(offer().driver_id, "d2");
}

CAF_TEST(an offer ends on its millisecond and an accept then is too late) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto asked = offer();
  const auto left = asked.expires_at - place->now();
  place->advance(left - 1ms);
  CAF_CHECK(rules::live_offer(stored()) != nullptr);
  place->advance(1ms);
  auto late = place->answer(asked.id, rules::accept_offer{asked.id, "d1"});
  place->settle();
  CAF_CHECK(code_of(late) != "done");
  CAF_CHECK(stored().status == trip_status::no_drivers_found);
}

CAF_TEST(one driver gets one offer though two ask) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  place->ask("t1", "p1", plaza);
  place->ask("t2", "p2", plaza);
  place->settle();
  const int offers =
    (rules::live_offer(stored("t1")) != nullptr) + (rules::live_offer(stored("t2")) != nullptr);
  CAF_CHECK_EQUAL(offers, 1);
}

CAF_TEST(a passenger has one trip whatever he asks at once) {
  auto one = place->ask("t1", "p1", plaza);
  auto two = place->ask("t2", "p1", plaza);
  place->settle();
  CAF_CHECK((code_of(one) == "done") != (code_of(two) == "done"));
}

CAF_TEST(a key makes one trip of two requests) {
  auto one = place->ask("t1", "p1", plaza, "key");
  auto two = place->ask("t2", "p1", plaza, "key");
  place->settle();
  // Whichever was read first; the other hears that it is being done.
  CAF_CHECK((code_of(one) == "done") != (code_of(two) == "done"));
  const std::string made = code_of(one) == "done" ? "t1" : "t2";
  auto three = place->ask("t3", "p1", plaza, "key");
  place->settle();
  CAF_REQUIRE_EQUAL(code_of(three), "done");
  const auto again = std::get<rules::trip>(**three).id;
  CAF_CHECK_EQUAL(again, made);
  CAF_CHECK(!place->stored("t3").has_value());
}

CAF_TEST(one of many accepts wins) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto asked = offer();
  std::vector<result<rules::trip>> answers;
  for (int i = 0; i < 6; ++i)
    answers.push_back(place->answer(asked.id, rules::accept_offer{asked.id, "d1"}));
  place->settle();
  int won = 0;
  for (const auto& each : answers)
    won += code_of(each) == "done";
  CAF_CHECK_EQUAL(won, 1);
}

CAF_TEST(an offer goes on after a crash until its own deadline) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto before = offer();
  place->advance(5s);
  die_and_return();
  CAF_CHECK(offer() == before);
  CAF_CHECK_EQUAL(code_of(accept()), "done");
  CAF_CHECK(stored().status == trip_status::arriving);
  const auto busy = driver("d1");
  CAF_CHECK(busy.trip_id == "t1");
}

CAF_TEST(what ran out while nobody lived runs out at once) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  place->crash();
  place = nullptr;
  clock->advance(60s);
  place = make();
  place->people().add_driver("d1");
  place->settle();
  CAF_CHECK(stored().status == trip_status::no_drivers_found);
}

CAF_TEST(a store that fails once delays and loses nothing) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  place->store().fail_next({storage::errc::io, "the disk coughs"});
  CAF_CHECK_EQUAL(code_of(accept()), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(code_of(accept()), "done");
  CAF_CHECK(stored().status == trip_status::arriving);
}

CAF_TEST(a driver who leaves after accepting is not asked again) {
  place->begin_shift("d1", round_the_corner);
  place->begin_shift("d2", a_mile_off);
  place->settle();
  ask();
  accept();
  place->tell("t1", rules::cancel_by_driver{"d1", "flat tyre"});
  place->settle();
  CAF_CHECK(stored().status == trip_status::assigning);
  CAF_CHECK_EQUAL(offer().driver_id, "d2");
  CAF_CHECK(!driver("d1").trip_id.has_value());
}

CAF_TEST(whoever may not drive any more is not asked) {
  place->begin_shift("d1", round_the_corner);
  place->begin_shift("d2", round_the_corner);
  place->begin_shift("d3", a_mile_off);
  place->settle();
  place->people().suspend("d1");
  place->people().dismiss("d2");
  place->people().rename("d3", "Ana Maria");
  ask();
  CAF_CHECK_EQUAL(offer().driver_id, "d3");
  CAF_CHECK_EQUAL(code_of(accept()), "done");
  CAF_CHECK_EQUAL(place->last_cast().driver->name, "Ana Maria");
}

CAF_TEST(a trip that finds nobody after an offer says after what) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  place->advance(20s);
  CAF_CHECK_EQUAL(stored().end_reason.value_or(""), "after_expire_no_candidates");
  place->driver("d1", live::take_ping{{round_the_corner, {}, false, false}});
  place->ask("t2", "p2", plaza);
  place->settle();
  const auto asked = *rules::live_offer(stored("t2"));
  place->answer(asked.id, rules::reject_offer{asked.id, "d1", {}});
  place->settle();
  CAF_CHECK_EQUAL(stored("t2").end_reason.value_or(""), "after_reject_no_candidates");
}

CAF_TEST(his own trip is not cleared while it has him) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  accept();
  auto cleared = place->driver("d1", live::set_trip{});
  place->settle();
  CAF_CHECK_EQUAL(code_of(cleared), "done");
  CAF_CHECK(driver("d1").trip_id == "t1");
  const auto told = std::ranges::count(place->told_of("t1"), "trip:driver_en_route");
  move("d1", plaza);
  CAF_CHECK_EQUAL(std::ranges::count(place->told_of("t1"), "trip:driver_en_route"), told + 1);
}

CAF_TEST(a driver is there while he has a socket and for ninety seconds after it) {
  place->begin_shift("d1", round_the_corner);
  place->driver("d1", live::be_connected{"s1", true});
  place->driver("d1", live::be_connected{"s2", true});
  place->driver("d1", live::be_connected{"s1", false});
  place->driver("d1", live::be_connected{"s1", false});
  place->settle();
  place->advance(10min);
  CAF_CHECK(rules::is_matchable(driver("d1"), place->now()));
  place->driver("d1", live::be_connected{"s2", false});
  place->settle();
  place->advance(90s);
  CAF_CHECK(driver("d1").is_online);
  place->advance(1ms);
  CAF_CHECK(!driver("d1").is_online);
}

CAF_TEST(a silent driver is off after ninety seconds and not a millisecond before) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  place->advance(90s);
  CAF_CHECK(driver("d1").is_online);
  place->advance(1ms);
  CAF_CHECK(!driver("d1").is_online);
}

CAF_TEST(minutes to the pickup are those of the roads once somebody has said them) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  CAF_REQUIRE_EQUAL(place->roads().waiting(), 1u); // while he thinks about it
  say_of_roads(7min);
  accept();
  CAF_CHECK_EQUAL(minutes(), 7);
  move("d1", {10.0008, -66.0});
  CAF_CHECK_EQUAL(minutes(), 7);
  say_of_roads(5min);
  move("d1", {10.0006, -66.0});
  CAF_CHECK_EQUAL(minutes(), 5);
  say_of_roads(std::nullopt);
  place->advance(30s);
  move("d1", {10.0004, -66.0});
  CAF_CHECK_EQUAL(minutes(), 1); // as the crow flies
}

CAF_TEST(nothing waits for somebody who never says how the roads are) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  CAF_CHECK_EQUAL(code_of(accept()), "done");
  CAF_CHECK_EQUAL(minutes(), 1);
  move("d1", {10.0008, -66.0});
  move("d1", {10.0006, -66.0});
  CAF_CHECK_EQUAL(std::ranges::count(place->told_of("t1"), "trip:driver_en_route"), 3);
  CAF_CHECK_EQUAL(place->roads().waiting(), 1u);
  ride_to_the_end();
  CAF_CHECK_EQUAL(place->count("trip"), 0u);
  say_of_roads(7min); // to nobody
  CAF_CHECK_EQUAL(place->count("trip"), 0u);
}

CAF_TEST(what the roads are for one driver is not told of the next) {
  place->begin_shift("d1", round_the_corner);
  place->begin_shift("d2", a_mile_off);
  place->settle();
  ask();
  accept();
  place->tell("t1", rules::cancel_by_driver{"d1", {}});
  place->settle();
  CAF_CHECK_EQUAL(offer().driver_id, "d2");
  CAF_REQUIRE_EQUAL(place->roads().waiting(), 2u);
  say_of_roads(50min); // of d1, late
  accept();
  CAF_CHECK_EQUAL(minutes(), 4); // as the crow flies
  say_of_roads(9min);
  move("d2", {10.014, -66.0});
  CAF_CHECK_EQUAL(minutes(), 9);
}

CAF_TEST_FIXTURE_SCOPE_END()
