#define CAF_SUITE actors.systems.rides.store.testing.idempotency

#include "actors/systems/rides/store/idempotency.hpp"

#include "actors/systems/rides/store/testing/store_fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using namespace std::chrono_literals;
using rules::idempotency_record;
using rules::fixture::start;

CAF_TEST(a key belongs to its passenger and the last record counts) {
  on_both([](test_store& db) {
    const idempotency_record working{"hash", start + 30s, start + 1h, {}};
    const auto answered = rules::succeeded(working, "t1");
    const idempotency_record other{"other", start + 31s, start + 2h, {}};
    db.must_write([&](session& s) {
      store::save_record(s, {"ana", "k"}, working);
      store::save_record(s, {"eva", "k"}, other);
    });
    const auto load = [&](std::string passenger, std::string key) {
      return db.get([&](session& s) { return store::load_record(s, {passenger, key}); });
    };
    CAF_CHECK(load("ana", "k") == working);
    CAF_CHECK(!load("ana", "K"));
    CAF_CHECK(!load("leo", "k"));
    db.must_write([&](session& s) { store::save_record(s, {"ana", "k"}, answered); });
    CAF_CHECK(load("ana", "k") == answered);
    db.must_write([&](session& s) { store::forget_record(s, {"ana", "k"}); });
    CAF_CHECK(!load("ana", "k"));
    CAF_CHECK(load("eva", "k") == other);
  });
}

CAF_TEST(a key that was answered is not claimed while its answer counts) {
  on_both([](test_store& db) {
    const idempotency_record working{"hash", start + 30s, start + 1h, {}};
    const auto claim = [&](std::string trip, rules::instant now) {
      std::optional<std::string> made{"untouched"};
      db.must_write([&](session& s) {
        made = store::claim(s, {"ana", "k"}, rules::succeeded(working, trip), now);
      });
      return made;
    };
    CAF_CHECK(!claim("t1", start));
    CAF_CHECK(claim("t2", start + 1h - 1ms) == "t1");
    CAF_CHECK(!claim("t3", start + 1h));
  });
}

CAF_TEST(what is outdated is removed and nothing else) {
  on_both([](test_store& db) {
    const idempotency_record working{"h", start + 30s, start + 1h, {}};
    const auto answered = rules::succeeded(working, "t1");
    db.must_write([&](session& s) {
      store::save_record(s, {"ana", "working"}, working);
      store::save_record(s, {"ana", "answered"}, answered);
    });
    const auto purge = [&](rules::instant now, std::int64_t limit = 10) {
      std::int64_t count = -1;
      db.must_write([&](session& s) { count = store::purge_records(s, now, limit); });
      return count;
    };
    for (const auto now : {start, start + 30s - 1ms}) {
      CAF_CHECK(!rules::is_outdated(working, now));
      CAF_CHECK_EQUAL(purge(now), 0);
    }
    CAF_CHECK(rules::is_outdated(working, start + 30s));
    CAF_CHECK_EQUAL(purge(start + 30s), 1);
    CAF_CHECK(
      db.get([](session& s) { return store::load_record(s, {"ana", "answered"}); }).has_value());
    CAF_CHECK_EQUAL(purge(start + 1h - 1ms), 0);
    CAF_CHECK_EQUAL(purge(start + 1h), 1);
    db.must_write([&](session& s) {
      for (int i = 0; i < 5; ++i)
        store::save_record(s, {"ana", std::to_string(i)}, working);
    });
    CAF_CHECK_EQUAL(purge(start + 1h, 3), 3);
    CAF_CHECK_EQUAL(purge(start + 1h, 3), 2);
  });
}
