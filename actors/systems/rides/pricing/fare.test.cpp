#define CAF_SUITE actors.systems.rides.pricing.fare
#include "actors/systems/rides/pricing/fare.hpp"

#include <cmath>
#include <limits>

#include "actors/systems/rides/pricing/rounding.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::pricing;

namespace {

// 100 + 50 a km + 10 a minute.
tariff plain() {
  tariff terms;
  terms.card = resolve({}, "policy", scope::global, "UTC");
  terms.type = {"type", "Sedan", "category", "Car", {"class"}, true, 100, 50, 10, 0};
  terms.klass = {"class", "Economy", 1, 1, 1, 1};
  return terms;
}

bool same(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

} // namespace

CAF_TEST(a fare seen on the original) {
  actuals reported;
  reported.distance_km = 12.5;
  reported.duration_min = 30;
  reported.extra_fees = 25;
  reported.waiting_minutes = 4;
  reported.waiting_reason = "Tolls";
  const auto fare = settle(plain(), {3, 6}, reported);
  CAF_CHECK_EQUAL(fare.total, 1050);
  CAF_CHECK_EQUAL(fare.currency, "CUP");
  CAF_CHECK_EQUAL(fare.details.subtotal, 1025);
  CAF_CHECK_EQUAL(fare.details.total, 1025);
  CAF_CHECK_EQUAL(fare.details.total_with_extras.value(), 1050);
  CAF_CHECK_EQUAL(fare.details.extra_fees_total.value(), 25);
  CAF_CHECK_EQUAL(fare.details.distance_km_est, 12.5);
  CAF_CHECK_EQUAL(fare.details.duration_min_est, 30);
  CAF_REQUIRE_EQUAL(fare.details.extra_lines.size(), 1u);
  CAF_CHECK(fare.details.extra_lines[0] == (extra_line{"extra_fees", "Tolls", 25, 4.0}));
  CAF_CHECK_EQUAL(fare.details.waiting_time_minutes.value(), 4);
}

CAF_TEST(what the driver leaves out comes from the estimate) {
  const auto fare = settle(plain(), {12.5, 30}, {});
  CAF_CHECK_EQUAL(fare.total, 1025);
  CAF_CHECK(fare.travelled == (route{12.5, 30}));
  CAF_CHECK_EQUAL(fare.details.total_with_extras.value(), 1025);
  CAF_CHECK(!fare.details.extra_fees_total);
  CAF_CHECK(!fare.details.waiting_time_minutes);
  CAF_CHECK(fare.details.extra_lines.empty());
}

CAF_TEST(waiting is recorded and not priced) {
  actuals reported;
  reported.waiting_minutes = 60;
  CAF_CHECK_EQUAL(settle(plain(), {12.5, 30}, reported).total, 1025);
}

CAF_TEST(factors are written in three ways) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::pair<double, double> cases[] = {{0, 1},        {-3, 1},          {nan, 1},  {1, 1},
                                             {0.5, 0.5},    {4.9999, 4.9999}, {5, 1.05}, {100, 2},
                                             {INFINITY, 1}, {1.23456, 1.2346}};
  for (const auto& [written, expected] : cases)
    CAF_CHECK(same(factor(written), expected));
}

CAF_TEST(the minimum fare lifts and the cap limits) {
  auto terms = plain();
  terms.type.minimum_fare = 1025;
  CAF_CHECK_EQUAL(estimate(terms, {12.5, 30}).total_estimated, 1025);
  CAF_CHECK_EQUAL(estimate(terms, {0, 0}).total_estimated, 1025);
  CAF_CHECK_EQUAL(estimate(terms, {0, 0}).details.subtotal, 100);
  CAF_CHECK_EQUAL(estimate(terms, {12.6, 30}).total_estimated, 1030);
  terms.card.cap = 1029;
  CAF_CHECK_EQUAL(estimate(terms, {12.6, 30}).total_estimated, 1029);
  CAF_CHECK_EQUAL(estimate(terms, {12.6, 30}).details.total, 1030);
  CAF_CHECK_EQUAL(settle(terms, {12.6, 30}, {}).details.total, 1029);
  actuals reported;
  reported.extra_fees = 10;
  CAF_CHECK_EQUAL(settle(terms, {12.6, 30}, reported).total, 1039);
  terms.card.cap = 1030;
  CAF_CHECK_EQUAL(estimate(terms, {12.6, 30}).total_estimated, 1030);
  terms.card.cap = 0;
  CAF_CHECK_EQUAL(estimate(terms, {12.6, 30}).total_estimated, 0);
}

CAF_TEST(multipliers factors and fees add up) {
  auto terms = plain();
  terms.klass = {"class", "Comfort", 1.5, 1.2, 2, 3};
  policy_price price;
  price.base_fare = 10; // percent
  price.per_km = 2;
  price.booking_fee = 7.005;
  price.night_surcharge = 20;
  terms.card = resolve(price, "p", scope::city, "Europe/Madrid");
  terms.type.minimum_fare = 11;
  const auto asked = estimate(terms, {10, 20});
  const auto& b = asked.details;
  CAF_CHECK(same(b.base_fare, 165));
  CAF_CHECK(same(b.cost_per_km, 120));
  CAF_CHECK(same(b.cost_per_minute, 20));
  CAF_CHECK(same(b.min_fare, 33));
  CAF_CHECK(same(b.booking_fee, 7.01));
  CAF_CHECK(same(b.applied_multipliers.base, 1.65));
  CAF_CHECK(same(b.applied_multipliers.per_km, 2.4));
  CAF_CHECK(same(b.subtotal, 165 + 1200 + 400 + 7.01 + 20));
  CAF_CHECK(same(asked.total_estimated, 1792.01));
  CAF_CHECK_EQUAL(b.price_policy_id, "p");
  CAF_CHECK_EQUAL(b.timezone_used, "Europe/Madrid");
  CAF_CHECK(b.price_scope_type == scope::city);
  CAF_CHECK_EQUAL(b.card.base_fare, 1.1);
}

CAF_TEST(a way is planned over all stops) {
  const auto way = plan_route({0, 0}, {{0, 0.1}, {0.1, 0.1}});
  CAF_CHECK(same(way.distance_km, 22.239));
  CAF_CHECK(same(way.duration_min, 44.48));
  CAF_CHECK(plan_route({1, 1}, {}) == route{});
}

CAF_TEST(rounding is of decimals) {
  CAF_CHECK_EQUAL(money(1.005), 1.01);
  CAF_CHECK_EQUAL(money(1.0049), 1.0);
  CAF_CHECK_EQUAL(money(-1.005), -1.01);
  CAF_CHECK_EQUAL(kilometres(1.0005), 1.001);
  CAF_CHECK_EQUAL(rate(0.00005), 0.0001);
  CAF_CHECK_EQUAL(rate(0.00004999), 0.0);
}

CAF_TEST(the cheapest active type of category and class is taken) {
  const std::vector<vehicle_type> types{
    {"a", "A", "car", "Car", {"x", "y"}, true, 30, 0, 0, 0},
    {"b", "B", "car", "Car", {"x"}, true, 20, 0, 0, 0},
    {"c", "C", "car", "Car", {"x"}, false, 10, 0, 0, 0},
    {"d", "D", "bike", "Bike", {"x"}, true, 5, 0, 0, 0},
  };
  CAF_CHECK_EQUAL(cheapest_type(types, "car", "x")->id, "b");
  CAF_CHECK_EQUAL(cheapest_type(types, "car", "y")->id, "a");
  CAF_CHECK_EQUAL(cheapest_type(types, "bike", "x")->id, "d");
  CAF_CHECK(cheapest_type(types, "bike", "y") == nullptr);
}

CAF_TEST(a price must say something) {
  policy_price price;
  CAF_CHECK(!is_acceptable(price));
  price.minimum_fare = 3;
  CAF_CHECK(!is_acceptable(price));
  price.per_minute = 1;
  CAF_CHECK(is_acceptable(price));
  price.cap = -0.01;
  CAF_CHECK(!is_acceptable(price));
  price.cap = 0;
  CAF_CHECK(is_acceptable(price));
  price.booking_fee = std::nan("");
  CAF_CHECK(!is_acceptable(price));
}
