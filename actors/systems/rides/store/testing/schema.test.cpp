#define CAF_SUITE actors.systems.rides.store.testing.schema

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
