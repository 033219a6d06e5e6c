#define CAF_SUITE actors.systems.rides.store.testing.upkeep

#include "actors/systems/rides/store/upkeep.hpp"
#include "actors/systems/rides/store/audit.hpp"
#include "actors/systems/rides/store/trips.hpp"

#include "actors/systems/rides/store/testing/store_fixture.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using rules::fixture::start;

namespace {

/// Stores a trip that ends at once.
rules::trip ended(test_store& db, const std::string& id, rules::instant at) {
  const auto first = born(id, "passenger of " + id, at);
  const auto begun = must(first.state, rules::start_assigning{}, at);
  const rules::offer_trip offer{"offer of " + id, "driver", "car", std::chrono::seconds{20}, 1'000};
  const auto asked = must(begun.state, offer, at);
  const auto last = must(asked.state, rules::cancel_by_admin{"root", "test"}, at);
  db.must_write([&](session& s) {
    store::insert(s, first);
    store::update(s, first.state, begun);
    store::update(s, begun.state, asked);
    store::update(s, asked.state, last);
  });
  return last.state;
}

std::int64_t rows_of(test_store& db, const std::string& table) {
  return db.get([&](session& s) {
    std::int64_t count = 0;
    s.rows("SELECT count(*) FROM " + table, [&](const auto& r) { count = r.integer(0); });
    return count;
  });
}

} // namespace

CAF_TEST(old trips go with all that is theirs and the others stay) {
  on_both([](test_store& db) {
    using namespace std::chrono_literals;
    for (const auto* id : {"a", "b", "c"})
      ended(db, id, start);
    ended(db, "young", start + 1ms);
    db.must_write([](session& s) { store::insert(s, born("live", "somebody", start)); });
    const auto purge = [&](std::int64_t limit) {
      std::int64_t count = 0;
      db.must_write([&](session& s) { count = store::purge_trips(s, start + 1ms, limit); });
      return count;
    };
    const auto two = purge(2), one = purge(2), none = purge(2);
    CAF_CHECK_EQUAL(two, 2);
    CAF_CHECK_EQUAL(one, 1);
    CAF_CHECK_EQUAL(none, 0);
    CAF_CHECK_EQUAL(rows_of(db, "rides_trips"), 2);
    CAF_CHECK_EQUAL(rows_of(db, "rides_trip_plans"), 2);
    CAF_CHECK_EQUAL(rows_of(db, "rides_assignments"), 1);
    CAF_CHECK_EQUAL(rows_of(db, "rides_trip_log"), 5);
    CAF_CHECK_EQUAL(rows_of(db, "rides_outbox"), 5);
    for (const auto* id : {"young", "live"})
      CAF_CHECK(!db.get([&](session& s) { return store::events_of(s, id); }).empty());
    CAF_CHECK(db.get([](session& s) { return store::events_of(s, "a"); }).empty());
  });
}

CAF_TEST(a driver is at work while he is asked and until his trip ends) {
  on_both([](test_store& db) {
    const auto is_busy = [&](std::string_view vehicle) {
      return db.get([&](session& s) { return store::is_at_work(s, "pedro", vehicle); });
    };
    auto stored = born("trip", "ana");
    db.must_write([&](session& s) { store::insert(s, stored); });
    CAF_CHECK(!is_busy(""));
    auto now = stored.state;
    const auto apply = [&](const rules::command& what) {
      const auto change = must(now, what);
      db.must_write([&](session& s) { store::update(s, now, change); });
      now = change.state;
    };
    apply(rules::start_assigning{});
    apply(rules::offer_trip{"offer", "pedro", "car", std::chrono::seconds{20}, 1'000});
    CAF_CHECK(is_busy(""));
    CAF_CHECK(is_busy("car"));
    CAF_CHECK(!is_busy("another"));
    apply(rules::accept_offer{"offer", "pedro"});
    CAF_CHECK(is_busy("car"));
    CAF_CHECK(!is_busy("another"));
    apply(rules::cancel_by_admin{"root", "test"});
    CAF_CHECK(!is_busy(""));
    CAF_CHECK(!is_busy("car"));
  });
}

CAF_TEST(what admins did is told page by page from the newest on) {
  on_both([](test_store& db) {
    for (int i = 0; i < 5; ++i)
      db.must_write([i](session& s) {
        store::insert_audit(s, {start, "boss", "trip.cancel", "trip-" + std::to_string(i)});
      });
    const auto page = db.get([](session& s) { return store::list_audit(s, 2, 1); });
    CAF_CHECK_EQUAL(page.total, 5);
    CAF_REQUIRE_EQUAL(page.entries.size(), 2u);
    CAF_CHECK_EQUAL(page.entries[0].subject, "trip-3");
    CAF_CHECK_EQUAL(page.entries[1].subject, "trip-2");
    CAF_CHECK_EQUAL(page.entries[0].actor, "boss");
  });
}
