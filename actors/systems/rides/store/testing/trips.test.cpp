#define CAF_SUITE actors.systems.rides.store.testing.trips

#include "actors/systems/rides/store/trips.hpp"

#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/outbox.hpp"
#include "actors/systems/rides/store/testing/random_records.hpp"
#include "actors/systems/rides/store/testing/stored_life.hpp"
#include "actors/systems/rides/store/trip_numbers.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using namespace std::chrono_literals;
using rules::fixture::start;

CAF_TEST(a trip is stored as it is after every step of its life) {
  on_both([](test_store& db) {
    stored_life life{db, "trip", "ana"};
    life.run(rules::start_assigning{});
    life.offer("a1", "pedro");
    life.run(rules::reject_offer{"a1", "pedro", "far"});
    life.offer("a2", "maria");
    life.run(rules::accept_offer{"a2", "maria"});
    life.run(rules::head_to_pickup{"maria", 4, geo::point{23, -82}});
    life.run(rules::cancel_by_driver{"maria", {}});
    life.offer("a3", "jose");
    life.run(rules::accept_offer{"a3", "jose"});
    life.run(rules::head_to_pickup{"jose", 4, geo::point{23, -82}});
    life.now += 1h;
    life.run(rules::track_driver{"jose", {23, -82}, 3});
    life.run(rules::report_arrival{"jose"});
    life.run(rules::start_ride{"jose"});
    life.run(rules::complete_ride{"jose", {12.5, 30, 25, 4, "rain"}});
    CAF_CHECK_EQUAL(life.state.assignments.size(), 3u);
    CAF_CHECK(life.state.fare.has_value());
  });
}

CAF_TEST(any trip comes back from its rows) {
  on_both([](test_store& db) {
    random_records make{5};
    for (int i = 0; i < 200; ++i) {
      rules::change made;
      made.state = make.trip();
      db.must_write([&](session& s) { store::insert(s, made); });
      auto next = made;
      next.state = make.trip();
      next.state.id = made.state.id;
      next.state.version = made.state.version + 1;
      // What never changes.
      next.state.passenger_id = made.state.passenger_id;
      next.state.payment = made.state.payment;
      next.state.category_id = made.state.category_id;
      next.state.service_class_id = made.state.service_class_id;
      next.state.requested_at = made.state.requested_at;
      next.state.assignments = made.state.assignments;
      for (auto& each : next.state.assignments)
        each.status = rules::assignment_status::expired;
      next.log.push_back({rules::log_kind::status_overridden, start, {}});
      for (const auto& each : {made, next}) {
        if (each.state.version == next.state.version)
          db.must_write([&](session& s) { store::update(s, made.state, next); });
        const auto found = db.get([&](session& s) { return store::load_trip(s, each.state.id); });
        CAF_REQUIRE(found == each.state);
      }
    }
  });
}

CAF_TEST(the log shows what clients see) {
  on_both([](test_store& db) {
    stored_life life{db, "trip", "ana"};
    const auto events = db.get([](session& s) { return store::events_of(s, "trip"); });
    CAF_REQUIRE_EQUAL(events.size(), 1u);
    CAF_CHECK(events[0].at == start);
    CAF_CHECK_EQUAL(
      events[0].metadata,
      R"({"payment_mode":"cash","pickup":{"lat":23.1,"lng":-82.4,"address":"Calle 23"},)"
      R"("stops_count":1,"destination_hint":{"lat":23.2,"lng":-82.4,)"
      R"("address":"Malecón"}})");
    CAF_CHECK(db.get([](session& s) { return store::events_of(s, "other"); }).empty());
  });
}

CAF_TEST(a change of what is not stored any more is refused whole) {
  on_both([](test_store& db) {
    stored_life life{db, "t1", "ana"};
    const auto old = life.state;
    life.run(rules::start_assigning{});
    const auto said = outbox_size(db);
    const auto driver = random_records{9}.availability();
    const auto change = must(old, rules::cancel_by_passenger{"ana", {}});
    const auto late = [&](session& s) {
      store::save(s, driver);
      store::update(s, old, change);
    };
    const auto refused = db.write(late);
    CAF_CHECK_EQUAL(refused.code(), errc::conflict);
    life.check();
    CAF_CHECK_EQUAL(outbox_size(db), said);
    CAF_CHECK(!db.get([&](session& s) { return store::load_availability(s, driver.driver_id); }));
    CAF_CHECK_EQUAL(try_update(db, born("t2", "eva").state,
                               must(born("t2", "eva").state, rules::start_assigning{})),
                    errc::conflict);
    CAF_CHECK(!db.get([](session& s) { return store::load_trip(s, "t2"); }));
  });
}

CAF_TEST(the outbox keeps the order and forgets up to a version) {
  on_both([](test_store& db) {
    const auto first = born("t1", "ana");
    db.must_write([&](session& s) { store::insert(s, first); });
    const auto other = born("t2", "eva", start + 1s);
    db.must_write([&](session& s) { store::insert(s, other); });
    const auto second = must(first.state, rules::start_assigning{}, start + 2s);
    db.must_write([&](session& s) { store::update(s, first.state, second); });
    // By a clock that was set back.
    const auto third = must(second.state, rules::cancel_by_passenger{"ana", "late"}, start);
    db.must_write([&](session& s) { store::update(s, second.state, third); });
    const auto load = [](session& s) { return store::load_outbox(s); };
    auto all = db.get(load);
    std::vector<rules::announcement> his;
    for (const auto& each : all)
      if (each.trip_id == "t1")
        his.push_back(each.what);
    auto expected = first.announcements;
    for (const auto* each : {&second, &third})
      expected.insert(expected.end(), each->announcements.begin(), each->announcements.end());
    CAF_CHECK(his == expected);
    CAF_CHECK_EQUAL(all[1].trip_id, "t2");
    CAF_CHECK_EQUAL(all.back().version, third.state.version);
    db.must_write([](session& s) { store::forget_outbox(s, {{"t1", 2}}); });
    all = db.get(load);
    CAF_REQUIRE_EQUAL(all.size(), 1 + third.announcements.size());
    for (const auto& each : all)
      CAF_CHECK_EQUAL(each.version, each.trip_id == "t1" ? 3u : 1u);
    db.must_write([](session& s) { store::forget_outbox(s, {{"t1", 3}, {"unknown", 9}}); });
    CAF_CHECK_EQUAL(outbox_size(db), 1u);
  });
}

CAF_TEST(a number of another trip leads nobody to that trip) {
  // As jobs that are undone and other stores leave it behind.
  const auto first = born("t1", "ana");
  const auto second = born("t2", "eva");
  on_both([&](test_store& db) {
    for (const auto* each : {&second, &first}) {
      const auto undone = db.write([&](session& s) {
        store::insert(s, *each);
        s.fail({errc::conflict, "undone"});
      });
      CAF_CHECK_EQUAL(undone.code(), errc::conflict);
    }
    db.must_write([&](session& s) { store::insert(s, second); });
    CAF_CHECK_EQUAL(try_update(db, first.state, must(first.state, rules::start_assigning{})),
                    errc::conflict);
    db.must_write([&](session& s) {
      store::insert(s, first);
      store::note_number("t1", 1);
    });
    const auto begun = must(first.state, rules::start_assigning{});
    CAF_CHECK_EQUAL(try_update(db, first.state, begun), errc::ok);
    const auto found = db.get([](session& s) { return store::load_trip(s, "t1"); });
    CAF_CHECK(found == begun.state);
    CAF_CHECK(db.get([](session& s) { return store::load_trip(s, "t2"); }) == second.state);
  });
}

CAF_TEST(live trips come back by the time of their request) {
  on_both([](test_store& db) {
    std::vector<rules::trip> live;
    for (const auto& [id, offset] :
         {std::pair{"t1", 3s}, std::pair{"t2", 1s}, std::pair{"t3", 2s}, std::pair{"t4", 1s}}) {
      const auto made = born(id, std::string{"of "} + id, start + offset);
      db.must_write([&](session& s) { store::insert(s, made); });
      live.push_back(made.state);
    }
    const auto over = must(live[2], rules::cancel_by_passenger{"of t3", {}}, start + 5s);
    db.must_write([&](session& s) { store::update(s, live[2], over); });
    const auto assigning = must(live[1], rules::start_assigning{}, start + 5s);
    const auto asked =
      must(assigning.state, rules::offer_trip{"a1", "pedro", "car", 20s, 5000}, start + 5s);
    db.must_write([&](session& s) {
      store::update(s, live[1], assigning);
      store::update(s, assigning.state, asked);
    });
    const auto found = db.get([](session& s) { return store::load_live_trips(s); });
    const std::vector<rules::trip> expected{asked.state, live[3], live[0]};
    CAF_CHECK(found == expected);
  });
}

CAF_TEST(a restart finds what was committed and nothing else) {
  steps_store db;
  stored_life life{db, "t1", "ana"};
  life.run(rules::start_assigning{});
  life.offer("a1", "pedro");
  const auto said = outbox_size(db);
  const auto lost = must(life.state, rules::accept_offer{"a1", "pedro"}, life.now);
  const auto end = db.queue([&](session& s) { store::update(s, life.state, lost); });
  db.restart();
  CAF_CHECK(!end->has_value());
  life.check();
  CAF_CHECK_EQUAL(outbox_size(db), said);
  CAF_CHECK(db.get([](session& s) { return store::load_live_trips(s); })
            == std::vector{life.state});
  const auto unheard = db.queue([&](session& s) { store::update(s, life.state, lost); });
  db.db().crash_after_commit(file::promises, 1);
  db.restart();
  CAF_CHECK(!unheard->has_value());
  life.take(lost);
  CAF_CHECK_EQUAL(outbox_size(db), said + lost.announcements.size());
}

CAF_TEST(a record that cannot be read is told) {
  on_both([](test_store& db) {
    stored_life life{db, "t1", "ana"};
    for (const auto* sql :
         {"UPDATE rides_trips SET record = '[]'", "UPDATE rides_trip_plans SET plan = '{}'",
          "UPDATE rides_outbox SET announcements = '{}'",
          "UPDATE rides_trip_log SET lines = '{}'"}) {
      db.must_write([&](session& s) { s.exec(sql); });
      const auto end = db.read([](session& s) {
        store::load_live_trips(s);
        store::load_outbox(s);
        store::events_of(s, "t1");
      });
      CAF_CHECK_EQUAL(end.code(), errc::corrupt);
    }
  });
}
