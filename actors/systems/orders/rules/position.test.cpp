#define CAF_SUITE actors.systems.orders.rules.position

#include "actors/systems/orders/rules/position.hpp"

#include <cmath>
#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::orders::rules;
using namespace std::chrono_literals;

namespace {

const instant now{std::chrono::milliseconds{1'700'000'000'000}};
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinite = std::numeric_limits<double>::infinity();

std::string code(const position_report& sent, const std::optional<position>& known = {}) {
  const auto result = take(sent, known, now);
  const auto* no = std::get_if<refusal>(&result);
  return no ? no->code : "ok";
}

position_report at_time(instant when) {
  position_report out;
  out.at = when;
  return out;
}

} // namespace

CAF_TEST(positions are on earth) {
  for (const auto& [lat, lng] : {std::pair{90.0, 180.0}, {-90.0, -180.0}, {0.0, 0.0}})
    CAF_CHECK_EQUAL(code({lat, lng, {}, {}, {}}), "ok");
  for (const auto& [lat, lng] : {std::pair{90.000001, 0.0},
                                 {-90.000001, 0.0},
                                 {0.0, 180.000001},
                                 {0.0, -180.000001},
                                 {nan, 0.0},
                                 {0.0, nan},
                                 {infinite, 0.0},
                                 {0.0, -infinite}})
    CAF_CHECK_EQUAL(code({lat, lng, {}, {}, {}}), "BAD_REQUEST");
}

CAF_TEST(heading and speed are within reason or unknown) {
  for (const double good : {0.0, 360.0, -1.0})
    CAF_CHECK_EQUAL(code({0, 0, good, {}, {}}), "ok");
  for (const double bad : {-0.5, 360.5, -2.0, nan})
    CAF_CHECK_EQUAL(code({0, 0, bad, {}, {}}), "BAD_REQUEST");
  for (const double good : {0.0, 200.0, -1.0})
    CAF_CHECK_EQUAL(code({0, 0, {}, good, {}}), "ok");
  for (const double bad : {-0.5, 200.5, infinite})
    CAF_CHECK_EQUAL(code({0, 0, {}, bad, {}}), "BAD_REQUEST");
  const auto result = take({0, 0, -1.0, -1.0, {}}, {}, now);
  CAF_CHECK(!std::get<position>(result).heading.has_value());
  CAF_CHECK(!std::get<position>(result).speed.has_value());
}

CAF_TEST(a time has come already) {
  CAF_CHECK_EQUAL(code(at_time(now + 60s)), "ok");
  CAF_CHECK_EQUAL(code(at_time(now + 60s + 1ms)), "FUTURE_TIME");
  const auto ahead = std::get<position>(take(at_time(now + 30s), {}, now));
  CAF_CHECK(ahead.at == now);
  const auto silent = std::get<position>(take({}, {}, now));
  CAF_CHECK(silent.at == now);
  const auto late = std::get<position>(take(at_time(now - 5s), {}, now));
  CAF_CHECK(late.at == now - 5s);
}

CAF_TEST(what is older than what is known is refused) {
  const position known{1, 1, {}, {}, now - 10s};
  CAF_CHECK_EQUAL(code(at_time(now - 10s + 1ms), known), "ok");
  CAF_CHECK_EQUAL(code(at_time(now - 10s), known), "STALE_POSITION");
  CAF_CHECK_EQUAL(code(at_time(now - 11s), known), "STALE_POSITION");
  const position just_now{1, 1, {}, {}, now};
  CAF_CHECK_EQUAL(code({}, just_now), "ok");
  const position ahead{1, 1, {}, {}, now + 1ms};
  CAF_CHECK_EQUAL(code({}, ahead), "STALE_POSITION");
}
