#define CAF_SUITE tests.fleet.vehicles

#include "tests/fleet/depot.hpp"

#include <algorithm>
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
  y.advance(31min); // they were sealed when the first round was over
  for (int i = 0; i < 10; ++i) // a piece at a time
    y.advance(1s);
  CAF_CHECK_EQUAL(y.history_of("v1"), 1u);
  CAF_CHECK_EQUAL(y.history_of("v2"), 1u);
}

CAF_TEST(the way goes on through the journal and lives and is whole) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  {
    yard y{12, disk};
    clock = y.clock();
    for (int i = 0; i < 5; ++i) {
      y.report("v1", at(1, 2));
      y.report("v2", at(1, 2));
      y.advance(1s);
    }
    CAF_CHECK_EQUAL(y.unsealed(), 10u);
    y.advance(5min);
    CAF_CHECK_EQUAL(y.unsealed(), 0u);
    CAF_CHECK_EQUAL(y.history_of("v1"), 5u);
    y.report("v1", at(1.001, 2));
    y.advance(1s);
    CAF_CHECK_EQUAL(y.unsealed(), 1u);
    CAF_CHECK_EQUAL(y.history_of("v1"), 6u);
    y.crash();
  }
  yard y{13, disk, clock};
  const auto [one, two] = std::pair{y.look("v1"), y.look("v2")};
  y.settle();
  CAF_CHECK(good(one).way.newest->where == (rules::point{1.001, 2}));
  CAF_CHECK(good(two).way.newest->where == (rules::point{1, 2}));
  CAF_CHECK_EQUAL(y.unsealed(), 0u); // what was left is sealed at once
  CAF_CHECK_EQUAL(y.history_of("v1"), 6u);
  CAF_CHECK_EQUAL(y.history_of("v2"), 5u);
}

CAF_TEST(an impossible jump does not keep what is believed of its moment out of the history) {
  for (const bool is_sealed : {false, true}) {
    auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
    std::shared_ptr<fleetwire::contract::manual_clock> clock;
    {
      yard y{26, disk};
      clock = y.clock();
      const auto begin = y.now();
      const auto be = [&](double lat, std::chrono::seconds after) {
        auto seen = at(lat, 46);
        seen.at = begin + after;
        const auto end = y.report("v1", seen);
        y.settle();
        return good(end);
      };
      CAF_CHECK(be(24, 0s) == rules::verdict::believed);
      CAF_CHECK(be(50, 5s) == rules::verdict::impossible);
      CAF_CHECK(be(24.0001, 5s) == rules::verdict::believed);
      y.advance(1s);
      if (is_sealed)
        y.advance(5min);
      CAF_CHECK_EQUAL(y.unsealed(), is_sealed ? 0u : 3u);
      CAF_CHECK_EQUAL(y.history_of("v1"), 2u);
      y.crash();
    }
    yard y{27, disk, clock};
    const auto found = y.look("v1");
    y.settle();
    CAF_CHECK(good(found).way.newest->where == (rules::point{24.0001, 46}));
  }
}

CAF_TEST(a journal that could not be sealed is sealed later) {
  yard y{14};
  y.report("v1", at(1, 2));
  y.advance(1s);
  y.store().fail_next({errc::full, "no space"});
  y.advance(5min);
  CAF_CHECK_EQUAL(y.unsealed(), 1u);
  CAF_CHECK_EQUAL(y.history_of("v1"), 1u);
  y.advance(5min);
  CAF_CHECK_EQUAL(y.unsealed(), 0u);
  CAF_CHECK_EQUAL(y.history_of("v1"), 1u);
}

CAF_TEST(a list of reports is taken at once by who is there and later by the others) {
  yard y{15};
  y.make("v1");
  y.make("v2");
  y.make("v3");
  y.settle();
  y.told();
  const auto before = y.direct();
  y.store().stall(true);
  y.vehicle("v2", live::change_vehicle{status("parked")});
  y.settle();
  const auto some = y.reports({"v1", "v2", "new", "v3", "v1"}, at(1, 2));
  y.settle();
  CAF_CHECK_EQUAL(some->of(rules::verdict::believed), 3u);
  CAF_CHECK_EQUAL(y.direct() - before, 3u);
  const auto told = y.told();
  CAF_CHECK_EQUAL(std::count(told.begin(), told.end(), "located v1 1 2"), 2);
  y.store().stall(false);
  y.settle();
  CAF_CHECK_EQUAL(some->of(rules::verdict::believed), 5u);
  CAF_CHECK(some->codes.empty());
  // What waited for the commit came after it.
  const auto later = y.told();
  const auto changed = std::find(later.begin(), later.end(), "changed v2 parked");
  CAF_CHECK(changed < std::find(later.begin(), later.end(), "located v2 1 2"));
  CAF_CHECK(changed != later.end());
}

CAF_TEST(no report overtakes one that waits) {
  yard y{16};
  y.make("v1");
  y.settle();
  std::vector<result<rules::verdict>> singles;
  y.store().stall(true);
  y.vehicle("v1", live::change_vehicle{status("parked")});
  auto seen = at(1, 2);
  for (int i = 0; i < 4; ++i) {
    seen.at = y.now() + std::chrono::milliseconds{i};
    singles.push_back(y.report("v1", seen));
    *seen.at += 100ms;
    y.reports({"v1"}, seen);
  }
  y.settle();
  y.store().stall(false);
  y.settle();
  CAF_CHECK(good(singles[0]) == rules::verdict::believed);
  for (int i = 1; i < 4; ++i) // the list's came before
    CAF_CHECK(good(singles[static_cast<std::size_t>(i)]) == rules::verdict::older);
}

CAF_TEST(what a list says that is wrong is refused by its place) {
  yard y{17};
  y.make("v1");
  y.settle();
  auto future = at(1, 2);
  future.at = y.now() + 1h;
  const auto some = y.reports({"v1", "unknown", "v1"}, future);
  y.settle();
  CAF_CHECK((some->codes
             == std::map<std::size_t, std::string>{
               {0, "FUTURE_TIME"}, {1, "FUTURE_TIME"}, {2, "FUTURE_TIME"}}));
}

CAF_TEST(who was brought back hears a report before his first turn) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  {
    yard y{18, disk};
    clock = y.clock();
    y.report("v1", at(1, 2));
    y.advance(1s);
  }
  yard y{19, disk, clock};
  y.reports({"v1", "v1"}, at(1, 2));
  y.settle();
  CAF_CHECK((y.told() == lines{"located v1 1 2", "located v1 1 2"}));
  y.advance(5min - 1ms);
  CAF_CHECK(y.told().empty());
  y.advance(1ms);
  CAF_CHECK((y.told() == lines{"offline v1"}));
}

CAF_TEST(what the gauge was said to show outlives a restart until a tracker knows better) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  const auto level = [](yard& y) {
    const auto seen = y.look("v1");
    y.settle();
    return good(seen).way.fuel;
  };
  {
    yard y{20, disk};
    clock = y.clock();
    auto half = at(1, 2);
    half.fuel = 50;
    y.report("v1", half);
    y.advance(1s);
    rules::vehicle_patch low;
    low.fuel = 5;
    y.vehicle("v1", live::change_vehicle{low});
    y.settle();
    CAF_CHECK(level(y) == 5);
  }
  {
    yard y{21, disk, clock};
    y.settle();
    CAF_CHECK(level(y) == 5);
    CAF_CHECK(y.told().empty()); // nor is it warned of again
    y.advance(1s);
    auto full = at(1, 2);
    full.fuel = 90;
    y.report("v1", full);
    y.advance(1s);
    CAF_CHECK(level(y) == 90);
  }
  yard y{22, disk, clock};
  y.settle();
  CAF_CHECK(level(y) == 90);
}

CAF_TEST(who comes into being with little fuel says so) {
  yard y{23};
  rules::vehicle_patch low;
  low.fuel = 15;
  y.vehicle("v1", live::change_vehicle{low});
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v1 active", "low v1 15"}));
  y.vehicle("v2", live::make_vehicle{low});
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v2 active", "low v2 15"}));
  y.vehicle("v2", live::change_vehicle{low});
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v2 active"}));
  low.fuel = 15.5;
  y.vehicle("v3", live::make_vehicle{low});
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v3 active"}));
}

CAF_TEST(a warning of little fuel is stored before it is told) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  {
    yard y{24, disk};
    clock = y.clock();
    y.make("v1");
    y.settle();
    y.told();
    y.store().fail_next({errc::io, "broken"});
    const auto failed = y.vehicle("v1", live::warn_of_fuel{8});
    y.settle();
    CAF_CHECK_EQUAL(code(failed), "STORAGE_UNAVAILABLE");
    CAF_CHECK(y.told().empty());
    y.vehicle("v1", live::warn_of_fuel{8});
    const auto unknown = y.vehicle("v2", live::warn_of_fuel{7});
    y.settle();
    CAF_CHECK((y.told() == lines{"low v1 8", "changed v2 active", "low v2 7"}));
    CAF_CHECK(good(unknown).way.fuel == 7);
    y.crash();
  }
  yard y{25, disk, clock};
  const auto one = y.look("v1"), two = y.look("v2");
  y.settle();
  CAF_CHECK(good(one).way.fuel == 8);
  CAF_CHECK(good(one).way.is_low);
  CAF_CHECK(good(two).way.fuel == 7);
  auto less = at(1, 2);
  less.fuel = 6;
  y.report("v1", less);
  y.settle();
  CAF_CHECK((y.told() == lines{"online v1", "located v1 1 2"})); // it was said
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
