#define CAF_SUITE actors.systems.rides.store.testing.trip_list

#include "actors/systems/rides/store/trip_list.hpp"

#include "actors/systems/rides/store/testing/store_fixture.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using namespace std::chrono_literals;
using rules::fixture::start;
using store::trip_filter;

namespace {

// Trips t1 … t8, one in each state; trip n was requested n minutes after the start.
struct town {
  memory_store db;
  std::vector<rules::trip> trips;

  town() {
    for (int n = 1; n <= 8; ++n)
      add(n);
  }

  void add(int n) {
    auto made = born("t" + std::to_string(n), "p" + std::to_string(n), start + n * 1min);
    auto& t = made.state;
    t.status = static_cast<rules::trip_status>(n - 1);
    if (n >= 3 && n <= 6) {
      t.driver_id = "d" + std::to_string(n);
      t.vehicle_id = "v" + std::to_string(n);
      t.accepted_at = t.requested_at + 10s;
    }
    if (n == 5)
      t.started_at = t.requested_at + 20s;
    if (n == 6)
      t.completed_at = t.requested_at + 1h;
    trips.push_back(t);
    db.must_write([&](session& s) { store::insert(s, made); });
  }

  // The numbers of the trips found, newest request first.
  std::string find(const trip_filter& filter, std::int64_t limit = 100, std::int64_t offset = 0) {
    const auto found =
      db.get([&](session& s) { return store::list_trips(s, filter, limit, offset); });
    total = found.total;
    std::string out;
    for (const auto& each : found.trips) {
      CAF_CHECK(each == trips[static_cast<std::size_t>(each.id[1] - '1')]);
      out += each.id[1];
    }
    return out;
  }

  std::int64_t total = 0;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(trip_list_tests, town)

CAF_TEST(all are listed newest first) {
  CAF_CHECK_EQUAL(find({}), "87654321");
  CAF_CHECK_EQUAL(total, 8);
}

CAF_TEST(pages are cut and count them all) {
  CAF_CHECK_EQUAL(find({}, 3, 0), "876");
  CAF_CHECK_EQUAL(total, 8);
  CAF_CHECK_EQUAL(find({}, 3, 6), "21");
  CAF_CHECK_EQUAL(find({}, 3, 7), "1");
  CAF_CHECK_EQUAL(find({}, 3, 8), "");
  CAF_CHECK_EQUAL(total, 8);
  CAF_CHECK_EQUAL(find({}, 0, 0), "");
  CAF_CHECK_EQUAL(total, 8);
}

CAF_TEST(trips asked for at the same time have an order) {
  for (int n = 1; n <= 3; ++n) {
    auto made = born("t9" + std::to_string(n), "q" + std::to_string(n), start);
    db.must_write([&](session& s) { store::insert(s, made); });
  }
  const auto ids = [&](std::int64_t offset) {
    return db.get([&](session& s) { return store::list_trips(s, {}, 1, offset); }).trips[0].id;
  };
  CAF_CHECK_EQUAL(ids(8) + ids(9) + ids(10), "t93t92t91");
}

CAF_TEST(each filter alone) {
  CAF_CHECK_EQUAL(find({.passenger_id = "p4"}), "4");
  CAF_CHECK_EQUAL(total, 1);
  CAF_CHECK_EQUAL(find({.passenger_id = "P4"}), "");
  CAF_CHECK_EQUAL(total, 0);
  CAF_CHECK_EQUAL(find({.driver_id = "d5"}), "5");
  CAF_CHECK_EQUAL(find({.vehicle_id = "v3"}), "3");
  CAF_CHECK_EQUAL(find({.category_id = "car"}), "87654321");
  CAF_CHECK_EQUAL(find({.category_id = "bus"}), "");
  CAF_CHECK_EQUAL(find({.service_class_id = "economy"}), "87654321");
  CAF_CHECK_EQUAL(find({.service_class_id = "luxury"}), "");
  CAF_CHECK_EQUAL(find({.payment = rules::payment_mode::cash}), "87654321");
  CAF_CHECK_EQUAL(find({.payment = rules::payment_mode::card}), "");
  for (int n = 1; n <= 8; ++n)
    CAF_CHECK_EQUAL(find({.status = static_cast<rules::trip_status>(n - 1)}), std::to_string(n));
  CAF_CHECK_EQUAL(find({.only_active = true}), "54321");
  CAF_CHECK_EQUAL(total, 5);
}

CAF_TEST(spans of time hold both ends) {
  CAF_CHECK_EQUAL(find({.requested_from = start + 7min}), "87");
  CAF_CHECK_EQUAL(find({.requested_from = start + 7min + 1ms}), "8");
  CAF_CHECK_EQUAL(find({.requested_to = start + 2min}), "21");
  CAF_CHECK_EQUAL(find({.requested_to = start + 2min - 1ms}), "1");
  CAF_CHECK_EQUAL(find({.requested_from = start + 3min, .requested_to = start + 4min}), "43");
  const auto end = start + 6min + 1h;
  CAF_CHECK_EQUAL(find({.completed_from = end}), "6");
  CAF_CHECK_EQUAL(find({.completed_from = end + 1ms}), "");
  CAF_CHECK_EQUAL(find({.completed_to = end}), "6");
  CAF_CHECK_EQUAL(find({.completed_to = end - 1ms}), "");
}

CAF_TEST(filters add up) {
  CAF_CHECK_EQUAL(find({.passenger_id = "p4", .driver_id = "d4"}), "4");
  CAF_CHECK_EQUAL(find({.passenger_id = "p4", .driver_id = "d5"}), "");
  CAF_CHECK_EQUAL(find({.passenger_id = "p4", .only_active = true}), "4");
  CAF_CHECK_EQUAL(find({.passenger_id = "p7", .only_active = true}), "");
  CAF_CHECK_EQUAL(find({.driver_id = "d6", .only_active = true}), "");
  CAF_CHECK_EQUAL(find({.status = rules::trip_status::completed, .only_active = true}), "");
}

CAF_TEST(a search finds ids and addresses in any case) {
  CAF_CHECK_EQUAL(find({.q = "T3"}), "3");
  CAF_CHECK_EQUAL(find({.q = "p8"}), "8");
  CAF_CHECK_EQUAL(find({.q = "d6"}), "6");
  CAF_CHECK_EQUAL(find({.q = "V5"}), "5");
  CAF_CHECK_EQUAL(find({.q = "calle"}), "87654321");
  CAF_CHECK_EQUAL(find({.q = "malec"}), "87654321");
  CAF_CHECK_EQUAL(find({.q = "nowhere"}), "");
}

CAF_TEST(signs of patterns stand for themselves) {
  for (const auto* sign : {"%", "_", "\\"})
    CAF_CHECK_EQUAL(find({.q = sign}), "");
  auto odd = born("t9", "100%_\\", start + 9min);
  db.must_write([&](session& s) { store::insert(s, odd); });
  trips.push_back(odd.state);
  for (const auto* sign : {"%", "_", "\\", "100%_\\", "0%"})
    CAF_CHECK_EQUAL(find({.q = sign}), "9");
  CAF_CHECK_EQUAL(find({.q = "1%\\"}), "");
}

CAF_TEST(a search finds people the caller names) {
  CAF_CHECK_EQUAL(find({.q = "nowhere", .q_people = {"p1", "d4", "nobody"}}), "41");
  CAF_CHECK_EQUAL(find({.q = "p8", .q_people = {"p1"}}), "81");
  // They only widen a search.
  CAF_CHECK_EQUAL(find({.q_people = {"p1"}}), "87654321");
}

CAF_TEST(trips are stuck from the limit of their state on) {
  const auto stuck = [&](rules::instant at) { return find({.stuck_at = at}); };
  const auto alone = [&](int n, auto since, std::chrono::minutes limit) {
    trip_filter f{.status = static_cast<rules::trip_status>(n - 1), .stuck_at = since + limit};
    CAF_CHECK_EQUAL(find(f), std::to_string(n));
    f.stuck_at = *f.stuck_at - 1ms;
    CAF_CHECK_EQUAL(find(f), "");
  };
  alone(1, start + 1min, 2min);
  alone(2, start + 2min, 3min);
  alone(3, start + 3min + 10s, 10min);
  alone(4, start + 4min + 10s, 20min);
  alone(5, start + 5min + 20s, 180min);
  CAF_CHECK_EQUAL(stuck(start), "");
  CAF_CHECK_EQUAL(stuck(start + 5min), "21");
  CAF_CHECK_EQUAL(stuck(start + 24h * 365), "54321");
  CAF_CHECK_EQUAL(find({.stuck_at = start + 24h, .stuck_after = {.pending = 24h * 2}}), "5432");
}

CAF_TEST_FIXTURE_SCOPE_END()
