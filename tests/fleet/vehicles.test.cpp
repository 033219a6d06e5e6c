#define CAF_SUITE tests.fleet.vehicles

#include "tests/fleet/depot.hpp"

#include <map>

#include "caf/test/dsl.hpp"

using namespace fleetwire::depot;
using namespace std::chrono_literals;
using lines = std::vector<std::string>;
using fleetwire::storage::errc;

namespace {

template <class T>
const T& good(const result<T>& end) {
  CAF_REQUIRE(end->has_value());
  CAF_REQUIRE(std::holds_alternative<T>(**end));
  return std::get<T>(**end);
}

rules::vehicle_patch status(const std::string& word) {
  rules::vehicle_patch out;
  out.status = word;
  return out;
}

} // namespace

CAF_TEST(a vehicle goes offline on its millisecond) {
  yard y{1};
  y.make("v1");
  y.settle();
  y.told();
  y.report("v1", at(1, 2));
  y.settle();
  CAF_CHECK((y.told() == lines{"online v1", "located v1 1 2"}));
  y.advance(5min - 1ms);
  CAF_CHECK(y.told().empty());
  y.report("v1", at(1, 2));
  y.advance(5min - 1ms);
  CAF_CHECK((y.told() == lines{"located v1 1 2"}));
  y.advance(1ms);
  CAF_CHECK((y.told() == lines{"offline v1"}));
  CAF_CHECK(!good([&] {
               auto found = y.look("v1");
               y.settle();
               return found;
             }())
               .is_online);
}

CAF_TEST(a change is told after its commit and a position before) {
  yard y{2};
  y.make("v1");
  y.settle();
  y.told();
  y.store().stall(true);
  const auto changed = y.vehicle("v1", live::change_vehicle{status("parked")});
  y.settle();
  CAF_CHECK(y.told().empty());
  CAF_CHECK_EQUAL(code(changed), "?");
  y.store().stall(false);
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v1 parked"}));
  CAF_CHECK_EQUAL(good(changed).record.status, "parked");
  y.store().stall(true);
  y.report("v1", at(1, 2));
  y.settle();
  CAF_CHECK((y.told() == lines{"online v1", "located v1 1 2"}));
  y.store().stall(false);
}

CAF_TEST(what could not be stored is not told and not so) {
  yard y{3};
  y.make("v1");
  y.settle();
  y.told();
  y.store().fail_next({errc::io, "broken"});
  const auto changed = y.vehicle("v1", live::change_vehicle{status("parked")});
  const auto after = y.look("v1");
  y.settle();
  CAF_CHECK_EQUAL(code(changed), "STORAGE_UNAVAILABLE");
  CAF_CHECK(y.told().empty());
  CAF_CHECK_EQUAL(good(after).record.status, "active");
  y.store().fail_next({errc::full, "no space"});
  const auto made = y.make("v2");
  y.settle();
  CAF_CHECK_EQUAL(code(made), "STORAGE_UNAVAILABLE");
  const auto missing = y.look("v2");
  y.settle();
  CAF_CHECK_EQUAL(code(missing), "VEHICLE_NOT_FOUND");
}

CAF_TEST(reports that come while a change is committed wait for it) {
  yard y{4};
  y.store().stall(true);
  std::vector<result<rules::verdict>> all;
  for (int i = 0; i < 10; ++i)
    all.push_back(y.report("new", at(1, 2)));
  y.settle();
  CAF_CHECK_EQUAL(code(all.front()), "?");
  y.store().stall(false);
  y.advance(1s);
  for (const auto& each : all)
    CAF_CHECK(good(each) == rules::verdict::believed);
  CAF_CHECK_EQUAL(y.told().size(), 12u); // made, online, ten positions
  CAF_CHECK_EQUAL(y.history_of("new"), 10u);
}

CAF_TEST(a crash keeps what was promised and the way that was written) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  {
    yard y{5, disk};
    clock = y.clock();
    y.make("v1");
    y.report("v1", at(1, 2));
    y.advance(1s);
    y.vehicle("v1", live::change_vehicle{status("parked")});
    y.settle();
    y.report("v1", at(1.001, 2));
    y.crash();
  }
  yard y{6, disk, clock};
  const auto found = y.look("v1");
  y.settle();
  CAF_CHECK_EQUAL(good(found).record.status, "parked");
  CAF_CHECK(good(found).way.newest->where == (rules::point{1, 2}));
  CAF_CHECK(good(found).is_online);
  y.advance(4min + 59s - 1ms);
  CAF_CHECK(y.told().empty());
  y.advance(1ms);
  CAF_CHECK((y.told() == lines{"offline v1"}));
}

CAF_TEST(a store that stands still sheds the oldest and counts them) {
  live::options how;
  how.history_queue = 20; // ten on each worker
  yard y{7, std::make_shared<fleetwire::storage::stepped_disk>(), nullptr, how};
  y.make("v1");
  y.settle();
  y.store().stall(true);
  const auto send = [&](int count) {
    for (int i = 0; i < count; ++i)
      y.report("v1", at(1, 2));
    y.settle();
  };
  send(1);
  y.advance(1s); // this one is on its way
  send(10);
  CAF_CHECK(y.fleet().history().shed == 0u);
  CAF_CHECK(y.fleet().history().waiting == 11u);
  send(1);
  CAF_CHECK(y.fleet().history().shed == 1u);
  send(30);
  CAF_CHECK(y.fleet().history().shed == 31u);
  CAF_CHECK(y.fleet().history().waiting == 11u);
  y.store().stall(false);
  y.advance(1s);
  CAF_CHECK(y.fleet().history().written == 11u);
  CAF_CHECK_EQUAL(y.history_of("v1"), 11u);
}

CAF_TEST(old positions are forgotten in time but never the newest) {
  live::options how;
  how.history_kept = 1h;
  how.offline_after = 24h;
  yard y{8, std::make_shared<fleetwire::storage::stepped_disk>(), nullptr, how};
  y.make("v1");
  y.make("v2");
  y.settle();
  for (int i = 0; i < 3; ++i) {
    y.report("v1", at(1, 2));
    y.report("v2", at(1, 2));
    y.advance(1min);
  }
  CAF_CHECK_EQUAL(y.history_of("v1"), 3u);
  y.advance(2h);
  for (int i = 0; i < 10; ++i) // a piece at a time
    y.advance(1s);
  CAF_CHECK_EQUAL(y.history_of("v1"), 1u);
  CAF_CHECK_EQUAL(y.history_of("v2"), 1u);
}

CAF_TEST(emergencies are kept until they are acknowledged) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  {
    yard y{9, disk};
    auto crash = at(1, 2);
    crash.accident = true;
    y.report("v1", crash);
    y.settle();
    const auto told = y.told();
    CAF_CHECK_EQUAL(told.back(), "alert accident v1");
    CAF_CHECK_EQUAL(y.fleet().open_alerts()->size(), 1u);
  }
  yard y{10, disk};
  CAF_REQUIRE_EQUAL(y.fleet().open_alerts()->size(), 1u);
  const auto id = y.fleet().open_alerts()->front().id;
  int done = 0;
  for (int i = 0; i < 2; ++i)
    y.fleet().acknowledge({id, "ana", [&](const auto& end) { done += end.index() == 1; }});
  y.settle();
  CAF_CHECK_EQUAL(done, 1);
  CAF_CHECK(y.fleet().open_alerts()->empty());
  CAF_CHECK((y.told() == lines{"acknowledged accident v1"}));
}

CAF_TEST(everything that is active is seen once) {
  yard y{11};
  const int count = 900; // more than a turn takes
  for (int i = 0; i < count; ++i)
    y.report("v" + std::to_string(i), at(1, 2));
  y.settle();
  std::map<std::string, int> seen;
  bool is_done = false;
  y.fleet().look_at_active([&](const live::vehicle_sight& v) { ++seen[v.record.id]; },
                           [&] { is_done = true; });
  y.advance(1s);
  CAF_CHECK(is_done);
  CAF_CHECK_EQUAL(seen.size(), static_cast<std::size_t>(count));
  for (const auto& [id, times] : seen)
    CAF_CHECK_EQUAL(times, 1);
}
