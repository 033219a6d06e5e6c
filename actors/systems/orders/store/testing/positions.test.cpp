#define CAF_SUITE actors.systems.orders.store.testing.positions

#include "actors/systems/orders/store/positions.hpp"
#include "actors/systems/orders/store/testing/steps.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders;
using namespace fleetwire::systems::orders::store::testing;

namespace {

struct fixture {
  kept db;

  void go(const std::string& order, std::int64_t when) {
    const rules::position where{1.5, -2.5, 90.0, {}, at(when)};
    db.must([&](session& s) { store::append(s, order, "d1", where); }, file::history);
  }
  std::string track(const std::string& order, std::int64_t limit = 10, std::int64_t offset = 0) {
    const auto found =
      db.get([&](session& s) { return store::track_of(s, order, limit, offset); }, file::history);
    auto out = std::to_string(found.total) + ":";
    for (const auto& each : found.positions)
      out += " " + std::to_string(each.at.time_since_epoch().count());
    return out;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(positions_tests, fixture)

CAF_TEST(a track is the way of one order) {
  for (const auto when : {1, 2, 3})
    go("o1", when);
  go("o2", 9);
  CAF_CHECK_EQUAL(track("o1"), "3: 1 2 3");
  CAF_CHECK_EQUAL(track("o1", 1, 1), "3: 2");
  CAF_CHECK_EQUAL(track("o3"), "0:");
  const auto newest =
    db.get([](session& s) { return store::newest_position(s, "o1"); }, file::history);
  const rules::position last{1.5, -2.5, 90.0, {}, at(3)};
  CAF_CHECK(newest == last);
}

CAF_TEST(old positions go) {
  for (const auto when : {1, 2, 3, 4})
    go("o1", when);
  const auto purge = [this](std::int64_t before, std::int64_t limit) {
    std::int64_t gone = 0;
    db.must([&](session& s) { gone = store::purge_positions(s, at(before), limit); },
            file::history);
    return gone;
  };
  CAF_CHECK_EQUAL(purge(4, 2), 2);
  CAF_CHECK_EQUAL(purge(4, 9), 1);
  CAF_CHECK_EQUAL(purge(4, 9), 0);
  CAF_CHECK_EQUAL(track("o1"), "1: 4");
}

CAF_TEST(a track is cut back to its newest) {
  for (const auto when : {1, 2, 3, 4})
    go("o1", when);
  go("o2", 1);
  const auto trim = [this](std::int64_t most) {
    db.must([&](session& s) { store::trim_track(s, "o1", most); }, file::history);
  };
  trim(4);
  CAF_CHECK_EQUAL(track("o1"), "4: 1 2 3 4");
  trim(3);
  CAF_CHECK_EQUAL(track("o1"), "3: 2 3 4");
  trim(1);
  CAF_CHECK_EQUAL(track("o1"), "1: 4");
  CAF_CHECK_EQUAL(track("o2"), "1: 1");
}

CAF_TEST_FIXTURE_SCOPE_END()
