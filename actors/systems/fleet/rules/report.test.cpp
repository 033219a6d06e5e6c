#define CAF_SUITE actors.systems.fleet.rules.report

#include "actors/systems/fleet/rules/report.hpp"

#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet::rules;
using namespace std::chrono_literals;

namespace {

constexpr instant now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

report at(double lat, double lng) {
  report r;
  r.where = {lat, lng};
  return r;
}

std::string code(const report& r) {
  const auto fault = fault_of(r, now);
  return fault ? fault->code : "";
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

} // namespace

CAF_TEST(places end at the poles and the antimeridian) {
  CAF_CHECK_EQUAL(code(at(90, 180)), "");
  CAF_CHECK_EQUAL(code(at(-90, -180)), "");
  for (const auto& bad : {at(90.0001, 0), at(0, 180.0001), at(-90.0001, 0), at(0, -180.0001),
                          at(nan, 0), at(0, nan), at(infinite, 0), at(0, -infinite)})
    CAF_CHECK_EQUAL(code(bad), "INVALID_POSITION");
}

CAF_TEST(each number has its range and NaN is in none) {
  struct bounds {
    std::optional<double> report::* member;
    double low, high;
  };
  for (const auto& [member, low, high] :
       {bounds{&report::speed, 0, 1'500}, bounds{&report::heading, 0, 360},
        bounds{&report::accuracy, 0, 1e6}, bounds{&report::altitude, -12'000, 100'000},
        bounds{&report::fuel, 0, 100}}) {
    auto r = at(1, 2);
    for (const double good : {low, high}) {
      r.*member = good;
      CAF_CHECK_EQUAL(code(r), "");
    }
    for (const double bad : {low - 0.001, high + 0.001, nan, infinite}) {
      r.*member = bad;
      CAF_CHECK_EQUAL(code(r), "INVALID_REPORT");
    }
  }
}

CAF_TEST(clocks may be a minute ahead and not before 2000) {
  auto r = at(1, 2);
  r.at = now + clock_tolerance;
  CAF_CHECK_EQUAL(code(r), "");
  *r.at += 1ms;
  CAF_CHECK_EQUAL(code(r), "FUTURE_TIME");
  r.at = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
  CAF_CHECK_EQUAL(code(r), "");
  *r.at -= 1ms;
  CAF_CHECK_EQUAL(code(r), "INVALID_TIME");
}
