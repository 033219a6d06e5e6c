#define CAF_SUITE actors.systems.fleet.rules.progress

#include "actors/systems/fleet/rules/progress.hpp"

#include <cmath>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet::rules;
using namespace std::chrono_literals;

namespace {

constexpr instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
constexpr double km = 1 / 111.19492664; // in degrees of latitude

/// Straight to the north, with stops after 10 and 30 km.
struct tour {
  trip t;
  course c;

  tour() {
    t.state = trip_state::ongoing;
    t.stops.resize(2);
    t.stops[0].where.lat = 10 * km;
    t.stops[1].where.lat = 30 * km;
  }
  course_change be(std::chrono::seconds at, double km_north, double speed) {
    report r;
    r.where.lat = km_north * km;
    r.speed = speed;
    r.at = start + at;
    return advance(c, t, r);
  }
};

bool is_about(double a, double b) {
  return std::abs(a - b) < 0.01;
}

} // namespace

CAF_TEST(the first report tells the whole way) {
  tour on;
  const auto change = on.be(0s, 0, 60);
  CAF_REQUIRE(change.tell);
  CAF_CHECK(is_about(change.tell->progress, 0));
  CAF_CHECK(is_about(change.tell->distance_km, 30));
  CAF_CHECK(is_about(change.tell->eta_minutes, 30));
  CAF_CHECK(std::chrono::abs(change.tell->eta_at - (start + 30min)) < 1s);
}

CAF_TEST(small steps are not told until they are worth it) {
  tour on;
  on.be(0s, 0, 60);
  CAF_CHECK(!on.be(60s, 0.99, 60).tell);     // 3.3 %, not yet a minute
  const auto change = on.be(120s, 2, 60);    // 6.7 %
  CAF_REQUIRE(change.tell);
  CAF_CHECK(is_about(change.tell->progress, 100.0 / 15));
  CAF_CHECK(is_about(change.tell->eta_minutes, 28));
}

CAF_TEST(a stop that is reached is marked and told) {
  tour on;
  on.be(0s, 9.5, 60);
  CAF_CHECK(!on.t.stops[0].reached_at);
  CAF_CHECK_EQUAL(on.be(1s, 9.899, 60).reached, 0u);
  const auto change = on.be(2s, 9.901, 60);
  CAF_CHECK_EQUAL(change.reached, 1u);
  CAF_CHECK(change.tell.has_value());
  CAF_CHECK(on.t.stops[0].reached_at == start + 2s);
  CAF_CHECK_EQUAL(on.be(3s, 9.95, 60).reached, 0u);
}

CAF_TEST(the speed is smoothed and standing is no eternity) {
  tour on;
  on.be(0s, 0, 60);
  on.be(4s, 0, 0);
  CAF_CHECK(on.c.speed_kmh > 55 && on.c.speed_kmh < 60);
  on.be(1h, 0, 0);
  CAF_CHECK(is_about(on.c.now->eta_minutes, 60 * 30 / slowest_kmh));
}

CAF_TEST(after the last stop all is done) {
  tour on;
  on.be(0s, 0, 60);
  on.be(600s, 10, 60);
  const auto change = on.be(1'800s, 30, 60);
  CAF_REQUIRE(change.tell);
  CAF_CHECK_EQUAL(change.tell->progress, 100);
  CAF_CHECK_EQUAL(change.tell->distance_km, 0);
  CAF_CHECK_EQUAL(change.tell->eta_minutes, 0);
}

CAF_TEST(a trip that goes on after a restart knows what lies behind it) {
  tour on;
  on.t.stops[0].reached_at = start;
  const auto change = on.be(0s, 20, 60);
  CAF_REQUIRE(change.tell);
  CAF_CHECK(is_about(change.tell->progress, 50)); // of the 20 km it can know of
}

CAF_TEST(only an ongoing trip with stops advances) {
  tour on;
  on.t.state = trip_state::planned;
  CAF_CHECK(!on.be(0s, 0, 60).tell);
  on.t.state = trip_state::ongoing;
  on.t.stops.clear();
  CAF_CHECK(!on.be(0s, 0, 60).tell);
}
