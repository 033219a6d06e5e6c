#define CAF_SUITE tests.sim.rides.found

// Faults that seeds of the random world found, each as the shortest story that shows it.
#include "actors/systems/rides/store/trips.hpp"
#include "tests/sim/rides/story.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::sim;
using namespace std::chrono_literals;
using rules::trip_status;

namespace {

using fixture = story;

const storage::status cough{storage::errc::io, "the disk coughs"};

} // namespace

CAF_TEST_FIXTURE_SCOPE(found_tests, fixture)

CAF_TEST(a search that could not begin begins a little later) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  const auto asked = place->ask("t1", "p1", plaza);
  until([&] { return asked->has_value(); });
  place->store().fail_next(cough);
  place->settle();
  CAF_CHECK(rules::needs_matching(stored()));
  place->advance(1s);
  CAF_CHECK(rules::live_offer(stored()) != nullptr);
}

CAF_TEST(a trip of an earlier version that waits for its search is searched for) {
  const auto waits = [](storage::session& db) {
    rules::request_trip wanted;
    wanted.trip_id = "t1";
    wanted.passenger_id = "p1";
    wanted.pickup = plaza;
    wanted.stops = {{1, a_mile_off, {}, {}, {}, {}}};
    rides::store::insert(db, std::get<rules::change>(rules::request(wanted, rules::instant{})));
  };
  CAF_REQUIRE_EQUAL(place->store().write_now(storage::file::promises, waits).detail(), "");
  CAF_REQUIRE(stored().status == trip_status::pending);
  die_and_return();
  CAF_CHECK(stored().status == trip_status::no_drivers_found);
}

CAF_TEST(a trip that was made before a crash is searched for after it) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  place->advance(1s); // where he is is written behind
  const auto asked = place->ask("t1", "p1", plaza);
  until([&] { return asked->has_value(); });
  die_and_return();
  CAF_CHECK(rules::live_offer(stored()) != nullptr);
}

CAF_TEST(positions on the way do not stand in the way of the next step) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  accept();
  for (const auto lat : {10.0008, 10.0006}) {
    place->advance(4s);
    place->driver("d1", live::take_ping{{geo_point{lat, -66.0}, {}, true, false}});
    place->settle();
  }
  auto arrived = place->tell("t1", rules::report_arrival{"d1"});
  place->settle();
  CAF_CHECK_EQUAL(code_of(arrived), "done");
}

CAF_TEST(what was said again after a crash is not said a third time) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  place->ask("t1", "p1", plaza);
  until([&] { return place->store().usage(storage::file::promises).writes_waiting > 0; });
  place->store().crash_after_commit(storage::file::promises, 1);
  come_back();
  place->advance(1s); // so is what has been told
  const auto told = place->told_of("t1");
  CAF_REQUIRE(!told.empty());
  CAF_CHECK_EQUAL(told.front(), "trip:requested");
  die_and_return();
  CAF_CHECK(place->told_of("t1").empty());
}

CAF_TEST(who cancels at once is told of after the request) {
  place->ask("t1", "p1", plaza);
  place->tell("t1", rules::cancel_by_admin{"a1", "closing"});
  place->settle();
  const auto told = place->told_of("t1");
  CAF_REQUIRE(!told.empty());
  CAF_CHECK_EQUAL(told.front(), "trip:requested");
}

CAF_TEST(a driver who was about to be asked for a trip that ended is free for the next) {
  for (int moment = 0; moment < 60; ++moment) {
    disk = std::make_shared<storage::stepped_disk>();
    place = nullptr;
    place = make();
    place->begin_shift("d1", round_the_corner);
    place->settle();
    place->ask("t1", "p1", plaza);
    for (int i = 0; i < moment; ++i)
      if (!place->step_actors())
        place->step_store();
    place->tell("t1", rules::cancel_by_passenger{"p1", "changed his mind"});
    place->settle();
    place->tell("t1", rules::cancel_by_passenger{"p1", "changed his mind"});
    place->settle();
    ask("t2", "p2");
    CAF_CHECK(rules::live_offer(stored("t2")) != nullptr);
  }
}

CAF_TEST(a trip that ended is not owed to a driver any more) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto asked = offer();
  const auto won = place->answer(asked.id, rules::accept_offer{asked.id, "d1"});
  until([&] { return won->has_value(); });
  place->store().fail_next(cough); // his record does not hear of it
  place->settle();
  place->tell("t1", rules::cancel_by_admin{"a1", "closing"});
  place->settle();
  place->advance(2s);
  CAF_CHECK(rules::is_ready(driver("d1")));
  ask("t2", "p2");
  CAF_CHECK_EQUAL(offer("t2").driver_id, "d1");
}

CAF_TEST(what a driver owes a trip is not forgotten when he moves) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  const auto asked = offer();
  const auto won = place->answer(asked.id, rules::accept_offer{asked.id, "d1"});
  until([&] { return won->has_value(); });
  place->store().fail_next(cough);
  place->settle();
  place->driver("d1", live::take_ping{{a_mile_off, {}, true, false}});
  place->advance(2s);
  CAF_CHECK(driver("d1").trip_id == "t1");
}

CAF_TEST(a driver whose record cannot be read does not get another) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  const auto before = driver("d1");
  place->driver("d1", live::log_out{});
  place->settle();
  place->store().fail_next_read(cough);
  const auto tried = place->driver("d1", live::log_in{});
  place->settle();
  CAF_CHECK_EQUAL(code_of(tried), "STORAGE_UNAVAILABLE");
  place->advance(1s);
  place->driver("d1", live::log_in{});
  place->settle();
  CAF_CHECK_EQUAL(driver("d1").id, before.id);
}

CAF_TEST(a trip that cannot be read is not said to be unknown) {
  ask();
  CAF_REQUIRE(stored().status == trip_status::no_drivers_found);
  place->store().fail_next_read(cough);
  const auto seen = place->look("t1");
  place->settle();
  CAF_CHECK_EQUAL(code_of(seen), "STORAGE_UNAVAILABLE");
  place->advance(1s);
  const auto again = place->look("t1");
  place->settle();
  CAF_CHECK_EQUAL(code_of(again), "done");
}

CAF_TEST(a second search for a passenger who rides is refused in words) {
  ask("t1");
  CAF_REQUIRE(stored("t1").status == trip_status::no_drivers_found);
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask("t2");
  const auto again = place->tell("t1", rules::retry_matching{"a1", "again", {}, false});
  place->settle();
  CAF_CHECK_EQUAL(code_of(again), "Bad Request");
}

CAF_TEST(a trip that cannot be read at a restart goes on when it can) {
  const auto asked = place->ask("t1", "p1", plaza);
  until([&] { return asked->has_value(); });
  place->crash();
  place = nullptr;
  place = make();
  place->store().fail_next_read(cough); // nobody else reads anything
  place->settle();
  CAF_CHECK(rules::needs_matching(stored()));
  place->advance(1s);
  CAF_CHECK(stored().status == trip_status::no_drivers_found);
}

CAF_TEST(a trip that cannot be read after a failed change does not answer from memory) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  place->store().fail_next(cough);
  place->store().fail_next_read(cough);
  const auto tried = place->tell("t1", rules::cancel_by_admin{"a1", "closing"});
  place->settle();
  CAF_CHECK_EQUAL(code_of(tried), "STORAGE_UNAVAILABLE");
  const auto seen = place->look("t1");
  place->settle();
  CAF_CHECK_EQUAL(code_of(seen), "STORAGE_UNAVAILABLE");
  place->advance(1s);
  const auto again = place->tell("t1", rules::cancel_by_admin{"a1", "closing"});
  place->settle();
  CAF_CHECK_EQUAL(code_of(again), "done");
  CAF_CHECK_EQUAL(place->count("trip"), 0u);
}

CAF_TEST(a search that has no time left for another offer gives up) {
  place->begin_shift("d1", round_the_corner);
  place->begin_shift("d2", a_mile_off);
  place->settle();
  ask();
  place->store().stall(true); // so that the offer lasts longer than it should
  for (int i = 0; i < 4; ++i) {
    place->advance(44s);
    place->driver("d2", live::take_ping{{a_mile_off, {}, true, true}});
    place->settle();
  }
  place->store().stall(false);
  place->settle();
  CAF_CHECK_EQUAL(stored().assignments.size(), 1u);
  CAF_CHECK(stored().status == trip_status::no_drivers_found);
  ask("t2", "p2");
  CAF_CHECK_EQUAL(offer("t2").driver_id, "d2");
}

CAF_TEST(positions are not told more often after a failed change) {
  place->begin_shift("d1", round_the_corner);
  place->settle();
  ask();
  accept();
  const auto positions = [&] {
    place->tell("t1", rules::track_driver{"d1", round_the_corner, std::nullopt});
    place->settle();
    return std::ranges::count(place->told_of("t1"), "trip:driver_en_route");
  };
  place->advance(3s);
  const auto told = positions();
  place->store().fail_next(cough);
  place->store().fail_next_read(cough);
  const auto tried = place->tell("t1", rules::start_ride{"d1"});
  place->settle();
  CAF_CHECK_EQUAL(code_of(tried), "STORAGE_UNAVAILABLE");
  place->advance(2900ms);
  CAF_CHECK_EQUAL(positions(), told);
  place->advance(100ms);
  CAF_CHECK_EQUAL(positions(), told + 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
