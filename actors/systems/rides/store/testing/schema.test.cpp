#define CAF_SUITE actors.systems.rides.store.testing.schema

#include "actors/systems/rides/store/outbox.hpp"
#include "actors/systems/rides/store/testing/store_fixture.hpp"
#include "actors/systems/rides/store/trips.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;

namespace {

std::unique_ptr<storage::stepped_store> open(const std::shared_ptr<storage::stepped_disk>& disk,
                                             std::size_t steps) {
  const storage::schema schemas[] = {{"rides", file::promises, store::promises_steps.first(steps)},
                                     store::history_schema};
  storage::status result{errc::io, "untouched"};
  auto db = storage::stepped_store::open(disk, schemas, result);
  CAF_REQUIRE_EQUAL(result.detail(), "");
  return db;
}

} // namespace

CAF_TEST(what happened to trips outlives the newer shape of their log) {
  const auto disk = std::make_shared<storage::stepped_disk>();
  const auto before = open(disk, 2)->write_now(file::promises, [](session& db) {
    for (const auto* id : {"b", "a"})
      db.exec("INSERT INTO rides_trips(id, passenger_id, status, payment, category_id, class_id,"
              " requested_at, updated_at, version, places, record)"
              " VALUES(?1, ?1, 'pending', 'cash', 'car', 'fine', 1, 1, 1, '', '{}')",
              id);
    for (const auto* kind : {"trip_requested", "assigning_started"})
      for (const auto* id : {"a", "b"})
        db.exec("INSERT INTO rides_trip_events(trip_id, seq, kind, at, metadata)"
                " SELECT ?1, 1 + count(*), ?2, 5, ?1 FROM rides_trip_events WHERE trip_id = ?1",
                id, kind);
  });
  CAF_REQUIRE_EQUAL(before.detail(), "");
  std::vector<store::trip_event> of_a;
  std::vector<store::trip_event> of_b;
  const auto after =
    open(disk, store::promises_steps.size())->write_now(file::promises, [&](session& db) {
      of_a = store::events_of(db, "a");
      of_b = store::events_of(db, "b");
    });
  CAF_REQUIRE_EQUAL(after.detail(), "");
  CAF_REQUIRE_EQUAL(of_a.size(), 2u);
  CAF_REQUIRE_EQUAL(of_b.size(), 2u);
  CAF_CHECK_EQUAL(of_a[0].kind, "trip_requested");
  CAF_CHECK_EQUAL(of_a[1].kind, "assigning_started");
  CAF_CHECK_EQUAL(of_a[1].seq, 2);
  CAF_CHECK_EQUAL(of_a[1].metadata, "a");
  CAF_CHECK_EQUAL(of_b[1].metadata, "b");
}

CAF_TEST(trips with their offers and what they had to say outlive the newer shape of their tables) {
  const auto disk = std::make_shared<storage::stepped_disk>();
  const auto before = open(disk, 3)->write_now(file::promises, [](session& db) {
    db.exec("INSERT INTO rides_trips(id, passenger_id, status, payment, category_id, class_id,"
            " requested_at, updated_at, stage_since, version, places, record)"
            " VALUES('t', 'ana', 'assigning', 'cash', 'car', 'fine', 1, 2, 1, 3, '', '{}')");
    db.exec("INSERT INTO rides_assignments(trip_id, seq, id, driver_id, vehicle_id, status,"
            " offered_at, expires_at, radius) VALUES('t', 0, 'a', 'pedro', 'lada', 'offered', 2, 9,"
            " 5000)");
    for (const auto& [kind, version] :
         {std::pair{"trip:requested", 1}, std::pair{"trip:assigning_started", 2},
          std::pair{"trip:assignment:offered", 2}})
      db.exec("INSERT INTO rides_outbox(trip_id, version, announcement) VALUES('t', ?, ?)", version,
              std::string{R"({"kind":")"} + kind
                + R"(","to":"pa","at":1,"trip_id":"t","passenger_id":"ana"})");
  });
  CAF_REQUIRE_EQUAL(before.detail(), "");
  const auto now = open(disk, store::promises_steps.size());
  std::vector<store::outbox_entry> unsaid;
  std::vector<std::string> offers;
  const auto after = now->write_now(file::promises, [&](session& db) {
    unsaid = store::load_outbox(db);
    db.rows("SELECT t.status || ' ' || a.driver_id || ' ' || a.status FROM rides_trips t"
            " JOIN rides_assignments a ON a.trip = t.number",
            [&](const storage::row& r) { offers.emplace_back(r.text(0)); });
  });
  CAF_REQUIRE_EQUAL(after.detail(), "");
  CAF_CHECK_EQUAL(offers, std::vector<std::string>{"assigning pedro offered"});
  CAF_REQUIRE_EQUAL(unsaid.size(), 3u);
  CAF_CHECK(unsaid[0].what.kind == rules::announcement_kind::requested);
  CAF_CHECK(unsaid[1].what.kind == rules::announcement_kind::assigning_started);
  CAF_CHECK(unsaid[2].what.kind == rules::announcement_kind::offered);
  CAF_CHECK_EQUAL(unsaid[2].version, 2u);
  // One passenger, one trip; one driver, one offer: as before.
  for (const auto* second :
       {"INSERT INTO rides_trips(id, passenger_id, phase, status, payment, category_id, class_id,"
        " requested_at, updated_at, version, places, record)"
        " VALUES('u', 'ana', 1, 'pending', 'cash', 'car', 'fine', 1, 1, 1, '', '{}')",
        "INSERT INTO rides_assignments(trip, seq, id, driver_id, vehicle_id, status, offered_at,"
        " expires_at, radius) VALUES(1, 1, 'b', 'pedro', 'lada', 'offered', 2, 9, 5000)",
        "UPDATE rides_trips SET status = 'lost'", "UPDATE rides_trips SET phase = 2",
        "UPDATE rides_trips SET phase = 0", "UPDATE rides_trips SET phase = 3",
        "UPDATE rides_trips SET status = 'completed'",
        "UPDATE rides_assignments SET status = 'lost'"}) {
    const auto refused = now->write_now(file::promises, [&](session& db) { db.exec(second); });
    CAF_CHECK_EQUAL(refused.code(), errc::conflict);
  }
}

CAF_TEST(what was not said yet outlives the order in which it is kept) {
  const auto disk = std::make_shared<storage::stepped_disk>();
  const auto before = open(disk, 4)->write_now(file::promises, [](session& db) {
    for (const auto* id : {"b", "a"})
      db.exec("INSERT INTO rides_trips(id, passenger_id, status, payment, category_id, class_id,"
              " requested_at, updated_at, version, places, record)"
              " VALUES(?1, ?1, 'pending', 'cash', 'car', 'fine', 1, 1, 2, '', '{}')",
              id);
    struct said {
      const char* id;
      int version, at;
      const char* kind;
    };
    // By a clock that is set back while a speaks.
    for (const auto& [id, version, at, kind] : {said{"a", 1, 8, "trip:requested"},
                                                {"a", 2, 5, "trip:assigning_started"},
                                                {"b", 1, 6, "trip:requested"},
                                                {"b", 2, 9, "trip:assigning_started"}}) {
      db.exec("INSERT INTO rides_outbox(trip_id, version, at, announcements) VALUES(?, ?, ?, ?)",
              id, version, at,
              std::string{R"([{"kind":")"} + kind + R"(","to":"pa","at":7,"trip_id":")" + id
                + R"(","passenger_id":"ana"}])");
    }
  });
  CAF_REQUIRE_EQUAL(before.detail(), "");
  const auto now = open(disk, store::promises_steps.size());
  std::vector<std::string> unsaid;
  const auto look = [&](session& db) {
    for (const auto& each : store::load_outbox(db)) {
      CAF_CHECK_EQUAL(each.what.trip_id, each.trip_id);
      CAF_CHECK_EQUAL(each.what.passenger_id, "ana");
      unsaid.push_back(each.trip_id + std::to_string(each.version) + ' '
                       + std::string{rules::event_name(each.what.kind)});
    }
  };
  const auto after = now->write_now(file::promises, [&](session& db) {
    look(db);
    store::forget_outbox(db, {{"a", 1}});
    look(db);
  });
  CAF_REQUIRE_EQUAL(after.detail(), "");
  const std::vector<std::string> expected{"b1 trip:requested",         "a1 trip:requested",
                                          "a2 trip:assigning_started", "b2 trip:assigning_started",
                                          "b1 trip:requested",         "a2 trip:assigning_started",
                                          "b2 trip:assigning_started"};
  CAF_CHECK_EQUAL(unsaid, expected);
}

CAF_TEST(each status finds its phase) {
  const auto disk = std::make_shared<storage::stepped_disk>();
  const auto before = open(disk, 7)->write_now(file::promises, [](session& db) {
    for (const auto* status : {"pending", "assigning", "accepted", "arriving", "in_progress",
                               "completed", "cancelled", "no_drivers_found"}) {
      db.exec("INSERT INTO rides_trips(id, passenger_id, driver_id, status, payment, category_id,"
              " class_id, requested_at, updated_at, version, places, record)"
              " VALUES(?1, ?1, ?1, ?1, 'cash', 'car', 'fine', 1, 5, 2, 'here', '{}')",
              status);
      db.exec("INSERT INTO rides_trip_plans(number, plan) VALUES(last_insert_rowid(), ?)", status);
    }
  });
  CAF_REQUIRE_EQUAL(before.detail(), "");
  std::vector<std::string> phases;
  const auto after =
    open(disk, store::promises_steps.size())->write_now(file::promises, [&](session& db) {
      db.rows("SELECT t.phase || ' ' || t.status || ' ' || p.plan FROM rides_trips t"
              " JOIN rides_trip_plans p ON p.number = t.number ORDER BY t.number",
              [&](const storage::row& r) { phases.emplace_back(r.text(0)); });
    });
  CAF_REQUIRE_EQUAL(after.detail(), "");
  const std::vector<std::string> expected{
    "1 pending pending",         "1 assigning assigning",
    "2 accepted accepted",       "2 arriving arriving",
    "2 in_progress in_progress", "0 completed completed",
    "0 cancelled cancelled",     "0 no_drivers_found no_drivers_found",
  };
  CAF_CHECK_EQUAL(phases, expected);
}
