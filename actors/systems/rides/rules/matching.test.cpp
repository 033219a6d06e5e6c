#define CAF_SUITE actors.systems.rides.rules.matching
#include "actors/systems/rides/rules/matching.hpp"

#include "actors/systems/rides/rules/trip_fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace std::chrono;

namespace {

availability ready(std::string name) {
  availability a;
  a.driver_id = std::move(name);
  eligibility facts;
  facts.vehicle_id = "lada";
  a = log_in(a, facts, fixture::start).state;
  a.location = geo::point{23.1, -82.4};
  return a;
}

candidate_facts good() {
  candidate_facts facts;
  facts.category_id = "car";
  return facts;
}

geo::point km_north(double km) {
  return {km * 1000 / geo::earth_radius_m * 180 / 3.14159265358979, 0};
}

std::vector<std::string> names(const search& s) {
  std::vector<std::string> result;
  for (const auto& each : s.candidates)
    result.emplace_back(each.driver);
  return result;
}

using strings = std::vector<std::string>;

} // namespace

CAF_TEST(rounds have their usual sizes) {
  CAF_CHECK(plan_round(round_cause::first) == (matching_round{5000, 10, 20s}));
  CAF_CHECK(plan_round(round_cause::after_reject) == (matching_round{3000, 5, 20s}));
  CAF_CHECK(plan_round(round_cause::after_expiry) == (matching_round{5000, 5, 20s}));
  CAF_CHECK(plan_round(round_cause::after_driver_left) == (matching_round{5000, 10, 20s}));
}

CAF_TEST(an admin may change a round within limits) {
  CAF_CHECK(plan_round(round_cause::after_reject, {9000.0, {}, {}})
            == (matching_round{9000, 5, 20s}));
  CAF_CHECK(plan_round(round_cause::first, {100.0, 1u, 5s}) == (matching_round{100, 1, 5s}));
  CAF_CHECK(plan_round(round_cause::first, {99.0, 0u, 4s}) == (matching_round{100, 1, 5s}));
  CAF_CHECK(plan_round(round_cause::first, {1e6, 51u, 121s}) == (matching_round{100000, 50, 120s}));
}

CAF_TEST(who found nobody after an offer says after what) {
  CAF_CHECK_EQUAL(reason_of_nobody(round_cause::first, nobody_near), nobody_near);
  CAF_CHECK_EQUAL(reason_of_nobody(round_cause::after_driver_left, nobody_fit), nobody_fit);
  CAF_CHECK_EQUAL(reason_of_nobody(round_cause::after_expiry, nobody_near), nobody_after_expiry);
  CAF_CHECK_EQUAL(reason_of_nobody(round_cause::after_reject, nobody_fit), nobody_after_reject);
}

CAF_TEST(every condition keeps a driver from being asked) {
  const auto t = fixture::life{}.state;
  const auto now = fixture::start;
  CAF_CHECK(may_be_asked(t, ready("pedro"), good(), now));
  CAF_CHECK(may_be_asked(t, ready("pedro"), good(), now + presence_limit));
  CAF_CHECK(!may_be_asked(t, ready("pedro"), good(), now + presence_limit + 1ms));
  for (int i = 0; i < 5; ++i) {
    auto facts = good();
    facts.may_work = i != 0;
    facts.is_vehicle_in_service = i != 1;
    facts.has_live_offer = i == 2;
    facts.serves_class = i != 3;
    facts.category_id = i == 4 ? "bike" : "car";
    CAF_CHECK(!may_be_asked(t, ready("pedro"), facts, now));
  }
  auto asked = fixture::life{};
  asked.offered();
  CAF_CHECK(!may_be_asked(asked.state, ready("pedro"), good(), now));
  CAF_CHECK(may_be_asked(asked.state, ready("juan"), good(), now));
  CAF_CHECK(!may_be_asked(t, log_out(ready("pedro"), now).state, good(), now));
}

CAF_TEST(the nearest are asked first and nobody twice) {
  geo::driver_index drivers;
  auto l = fixture::life{};
  l.state.pickup = {0, 0};
  drivers.put("far", km_north(4.9), {});
  drivers.put("pedro", km_north(0.1), {});
  drivers.put("near", km_north(1), {});
  drivers.put("beyond", km_north(5.1), {});
  l.offered();
  const auto round = plan_round(round_cause::first);
  CAF_CHECK_EQUAL(names(find_candidates(drivers, l.state, round, {})), (strings{"near", "far"}));
  CAF_CHECK_EQUAL(names(find_candidates(drivers, l.state, {5000, 1, 20s}, {})), strings{"near"});
  const auto closer = plan_round(round_cause::after_reject);
  CAF_CHECK_EQUAL(names(find_candidates(drivers, l.state, closer, {})), strings{"near"});
}

CAF_TEST(an empty search says why) {
  geo::driver_index drivers;
  auto l = fixture::life{};
  const auto round = plan_round(round_cause::first);
  CAF_CHECK_EQUAL(find_candidates(drivers, l.state, round, {}).reason, nobody_near);
  drivers.put("pedro", l.state.pickup, {});
  CAF_CHECK_EQUAL(find_candidates(drivers, l.state, round, [](auto) { return false; }).reason,
                  nobody_fit);
  CAF_CHECK(find_candidates(drivers, l.state, round, {}).reason.empty());
  l.offered();
  CAF_CHECK_EQUAL(find_candidates(drivers, l.state, round, {}).reason, nobody_near);
}
