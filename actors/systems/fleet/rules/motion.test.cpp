#define CAF_SUITE actors.systems.fleet.rules.motion

#include "actors/systems/fleet/rules/motion.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet::rules;
using namespace std::chrono_literals;

namespace {

constexpr instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
constexpr double km = 1 / 111.19492664; // in degrees of latitude

struct road {
  motion m;
  motion_limits limits;

  motion_change drive(std::chrono::milliseconds at, double km_north,
                      std::optional<double> speed = std::nullopt) {
    report r;
    r.where.lat = km_north * km;
    r.speed = speed;
    r.at = start + at;
    return take(m, r, start + at, limits);
  }
  motion_change say(report r, std::chrono::milliseconds at) {
    r.at = start + at;
    return take(m, r, start + at, limits);
  }
};

} // namespace

CAF_TEST(what is older is for the history and changes nothing) {
  road r;
  CAF_CHECK(r.drive(10s, 0).what == verdict::believed);
  const auto before = r.m;
  CAF_CHECK(r.drive(10s - 1ms, 0.1).what == verdict::older);
  CAF_CHECK(r.drive(10s, 0.1).what == verdict::duplicate);
  CAF_CHECK(r.m == before);
  CAF_CHECK(r.drive(10s + 1ms, 0.1).what == verdict::believed);
}

CAF_TEST(reports without a time never meet) {
  road r;
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(take(r.m, {}, start, r.limits).what == verdict::believed);
  CAF_CHECK(r.m.newest->at == start + 2ms);
}

CAF_TEST(reports without a time never meet those that are not believed) {
  road r;
  r.drive(0s, 0);
  const auto tell = [&r](double km_north) {
    report seen;
    seen.where.lat = km_north * km;
    return take(r.m, seen, start + 10s, r.limits);
  };
  const auto jump = tell(900), again = tell(10), back = tell(0);
  CAF_CHECK(jump.what == verdict::impossible);
  CAF_CHECK(again.what == verdict::impossible);
  CAF_CHECK(back.what == verdict::believed);
  CAF_CHECK(*jump.seen.at < *again.seen.at);
  CAF_CHECK(*again.seen.at < *back.seen.at);
  CAF_CHECK(r.drive(11s, 900).what == verdict::impossible);
  report seen;
  const auto same = take(r.m, seen, start + 11s, r.limits);
  CAF_CHECK(*same.seen.at == start + 11s + 1ms);
}

CAF_TEST(who was faster than anybody drives jumped) {
  road r;
  r.drive(0s, 0);
  // 300 km/h for a minute, and the scatter of a receiver.
  CAF_CHECK(r.drive(60s, 5.21).what == verdict::impossible);
  CAF_CHECK(r.m.newest->at == start);
  CAF_CHECK(r.drive(60s, 5.19).what == verdict::believed);
}

CAF_TEST(an inaccurate place may be further away) {
  road r;
  r.drive(0s, 0);
  report far;
  far.where.lat = 2 * km;
  CAF_CHECK(r.say(far, 1s).what == verdict::impossible);
  far.accuracy = 2'000;
  CAF_CHECK(r.say(far, 2s).what == verdict::believed);
}

CAF_TEST(jumps that agree with each other are believed in the end) {
  road r;
  r.drive(0s, 0);
  CAF_CHECK(r.drive(1s, 1'000).what == verdict::impossible);
  CAF_CHECK(r.drive(2s, 500).what == verdict::impossible); // agrees with nobody
  CAF_CHECK(r.drive(3s, 1'000).what == verdict::impossible);
  CAF_CHECK(r.drive(4s, 1'000.02).what == verdict::impossible);
  CAF_CHECK(r.drive(5s, 1'000.04).what == verdict::believed);
  CAF_CHECK(r.drive(6s, 1'000.06).what == verdict::believed);
}

CAF_TEST(one that is believed ends a row of jumps) {
  road r;
  r.drive(0s, 0);
  for (int i = 1; i < 6; ++i) {
    CAF_CHECK(r.drive(std::chrono::seconds{2 * i}, 1'000).what == verdict::impossible);
    CAF_CHECK(r.drive(std::chrono::seconds{2 * i + 1}, 0).what == verdict::believed);
  }
}

CAF_TEST(braking beyond the limit is an accident and at the limit is not) {
  road r;
  r.drive(0s, 0, 100);
  CAF_CHECK(!r.drive(2s, 0.05, 10).accident); // 45 km/h each second
  r.drive(100s, 0.05, 100);
  CAF_CHECK(r.drive(102s, 0.1, 9.9).accident);
}

CAF_TEST(only reports that follow each other closely tell of braking) {
  for (const auto& [apart, speed, felt] : {std::tuple{199ms, 90.0, false},
                                           {200ms, 90.0, true},
                                           {10'000ms, 0.0, true},
                                           {10'001ms, 0.0, false}}) {
    road r;
    r.limits.max_deceleration = 9;
    r.drive(0s, 0, 100);
    CAF_CHECK_EQUAL(r.drive(apart, 0, speed).accident, felt);
  }
}

CAF_TEST(an accident is told once in a while) {
  road r;
  report crash;
  crash.accident = true;
  CAF_CHECK(r.say(crash, 0s).accident);
  CAF_CHECK(!r.say(crash, 1s).accident);  // still says so
  CAF_CHECK(!r.say({}, 2s).accident);
  CAF_CHECK(!r.say(crash, 59'999ms).accident);
  CAF_CHECK(!r.say({}, 59'999ms + 1ms - 1ms).accident);
  r.say({}, 60s);
  CAF_CHECK(r.say(crash, 61s).accident);
}

CAF_TEST(an accident is heard wherever the vehicle seems to be) {
  road r;
  r.drive(0s, 0);
  report crash;
  crash.accident = true;
  crash.where.lat = 50;
  const auto change = r.say(crash, 1s);
  CAF_CHECK(change.what == verdict::impossible);
  CAF_CHECK(change.accident);
}

CAF_TEST(an accident is heard though its moment is taken) {
  road r;
  r.drive(0s, 0);
  report crash;
  crash.accident = true;
  const auto change = r.say(crash, 0s);
  CAF_CHECK(change.what == verdict::duplicate);
  CAF_CHECK(change.accident);
  CAF_CHECK(!r.say(crash, 0s).accident);
  CAF_CHECK(r.say({}, 0s).what == verdict::duplicate); // the crash is not over
  CAF_CHECK(!r.say(crash, 61s).accident);
  r.say({}, 62s);
  CAF_CHECK(r.say(crash, 63s).accident);
}

CAF_TEST(low fuel is told once for each crossing) {
  road r;
  auto at = 0s;
  const auto level = [&](double fuel) {
    report one;
    one.fuel = fuel;
    return r.say(one, at += 1s).low_fuel;
  };
  CAF_CHECK(!level(15.1));
  CAF_CHECK(level(15));
  CAF_CHECK(!level(14));
  CAF_CHECK(!level(19));
  CAF_CHECK(!level(15));
  CAF_CHECK(!level(20)); // within the margin
  CAF_CHECK(!level(15));
  CAF_CHECK(!level(20.1));
  CAF_CHECK(level(15));
}
