#define CAF_SUITE actors.systems.rides.store.testing.trip_promises

#include "actors/systems/rides/store/testing/stored_life.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using namespace std::chrono_literals;
using rules::fixture::start;

namespace {

// An offer made whatever the rules say of it.
rules::change offered(rules::trip t, std::string assignment, std::string driver) {
  rules::change out;
  t.assignments.push_back({std::move(assignment),
                           std::move(driver),
                           "car",
                           rules::assignment_status::offered,
                           start,
                           start + 20s,
                           {},
                           1});
  ++t.version;
  out.state = std::move(t);
  out.log.push_back({rules::log_kind::driver_offered, start, {}});
  return out;
}

rules::change accepted_by(rules::trip t, std::string driver) {
  rules::change out;
  t.status = rules::trip_status::accepted;
  t.driver_id = std::move(driver);
  ++t.version;
  out.state = std::move(t);
  out.log.push_back({rules::log_kind::driver_accepted, start, {}});
  return out;
}

} // namespace

CAF_TEST(a passenger has one active trip) {
  on_both([](test_store& db) {
    stored_life life{db, "t1", "ana"};
    const auto second = born("t2", "ana");
    const auto insert = [&](session& s) { store::insert(s, second); };
    const auto refused = db.write(insert);
    CAF_CHECK_EQUAL(refused.code(), errc::conflict);
    CAF_CHECK(!db.get([](session& s) { return store::load_trip(s, "t2"); }));
    CAF_CHECK_EQUAL(outbox_size(db), 1u);
    stored_life other{db, "t3", "eva"};
    life.run(rules::cancel_by_passenger{"ana", {}});
    db.must_write(insert);
    const auto active =
      db.get([](session& s) { return store::active_trip_of_passenger(s, "ana"); });
    CAF_REQUIRE(active.has_value());
    CAF_CHECK(*active == second.state);
    CAF_CHECK(!db.get([](session& s) { return store::active_trip_of_passenger(s, "leo"); }));
  });
}

CAF_TEST(a trip has one live offer) {
  on_both([](test_store& db) {
    stored_life life{db, "t1", "ana"};
    life.run(rules::start_assigning{});
    life.offer("a1", "pedro");
    CAF_CHECK_EQUAL(try_update(db, life.state, offered(life.state, "a2", "maria")), errc::conflict);
    life.check();
    CAF_CHECK(!db.get([](session& s) { return store::trip_of_assignment(s, "a2"); }));
    life.run(rules::expire_offer{"a1", true});
    life.offer("a2", "maria");
    CAF_CHECK_EQUAL(
      db.get([](session& s) { return store::trip_of_assignment(s, "a2"); }).value_or(""), "t1");
  });
}

CAF_TEST(a driver has one live offer) {
  on_both([](test_store& db) {
    stored_life one{db, "t1", "ana"};
    stored_life two{db, "t2", "eva"};
    one.run(rules::start_assigning{});
    two.run(rules::start_assigning{});
    one.offer("a1", "pedro");
    CAF_CHECK_EQUAL(try_update(db, two.state, offered(two.state, "a2", "pedro")), errc::conflict);
    two.check();
    one.run(rules::reject_offer{"a1", "pedro", {}});
    two.offer("a2", "pedro");
  });
}

CAF_TEST(a driver is on one trip) {
  on_both([](test_store& db) {
    stored_life one{db, "t1", "ana"};
    stored_life two{db, "t2", "eva"};
    one.run(rules::start_assigning{});
    one.offer("a1", "pedro");
    one.run(rules::accept_offer{"a1", "pedro"});
    const auto second = accepted_by(two.state, "pedro");
    CAF_CHECK_EQUAL(try_update(db, two.state, second), errc::conflict);
    two.check();
    const auto his = [](session& s) { return store::active_trip_of_driver(s, "pedro"); };
    CAF_CHECK(db.get(his) == one.state);
    one.run(rules::head_to_pickup{"pedro", {}, {}});
    CAF_CHECK_EQUAL(try_update(db, two.state, second), errc::conflict);
    CAF_CHECK(db.get(his) == one.state);
    one.run(rules::start_ride{"pedro"});
    CAF_CHECK_EQUAL(try_update(db, two.state, second), errc::conflict);
    CAF_CHECK(db.get(his) == one.state);
    one.run(rules::complete_ride{"pedro", {}});
    CAF_CHECK(!db.get(his));
    CAF_CHECK_EQUAL(try_update(db, two.state, second), errc::ok);
    CAF_CHECK(db.get(his) == second.state);
  });
}

CAF_TEST(who is refused does not hurt those who commit with him) {
  steps_store db;
  stored_life one{db, "t1", "ana"};
  stored_life two{db, "t2", "eva"};
  one.run(rules::start_assigning{});
  two.run(rules::start_assigning{});
  const auto first = offered(one.state, "a1", "pedro");
  const auto refused = offered(two.state, "a2", "pedro");
  const auto other = born("t3", "leo");
  const auto e1 = db.queue([&](session& s) { store::update(s, one.state, first); });
  const auto e2 = db.queue([&](session& s) { store::update(s, two.state, refused); });
  const auto e3 = db.queue([&](session& s) { store::insert(s, other); });
  db.settle();
  CAF_CHECK_EQUAL(e1->value().code(), errc::ok);
  CAF_CHECK_EQUAL(e2->value().code(), errc::conflict);
  CAF_CHECK_EQUAL(e3->value().code(), errc::ok);
  two.check();
  CAF_CHECK(db.get([](session& s) { return store::load_trip(s, "t1"); }) == first.state);
  CAF_CHECK(db.get([](session& s) { return store::load_trip(s, "t3"); }) == other.state);
}
