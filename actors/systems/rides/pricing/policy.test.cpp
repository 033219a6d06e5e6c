#define CAF_SUITE actors.systems.rides.pricing.policy
#include "actors/systems/rides/pricing/policy.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::pricing;
using namespace std::chrono;

namespace {

// A Tuesday.
const instant noon = sys_days{2026y / March / 3} + 12h;

std::optional<seconds> offsets(std::string_view zone, instant) {
  if (zone == "East")
    return hours{5};
  if (zone == "West")
    return -hours{13};
  return std::nullopt;
}

policy global(std::string id) {
  policy p;
  p.id = std::move(id);
  return p;
}

policy of_city(std::string id, std::string city) {
  auto p = global(std::move(id));
  p.scope_type = scope::city;
  p.city_id = std::move(city);
  return p;
}

policy of_zone(std::string id, std::string zone) {
  auto p = global(std::move(id));
  p.scope_type = scope::zone;
  p.zone_id = std::move(zone);
  return p;
}

std::string chosen(const std::vector<policy>& policies, const locality& pickup = {},
                   instant now = noon) {
  const auto result = choose_policy(policies, pickup, now, offsets);
  if (const auto* fault = std::get_if<pricing_fault>(&result))
    return std::string{describe(*fault)};
  return std::get<choice>(result).chosen->id;
}

local_seconds local(int hour, int minute, int second = 0) {
  return local_days{2026y / March / 3} + hours{hour} + minutes{minute} + seconds{second};
}

} // namespace

CAF_TEST(the narrower scope wins) {
  const locality here{"c", "", "z"};
  CAF_CHECK_EQUAL(chosen({global("g"), of_city("c", "c"), of_zone("z", "z")}, here), "z");
  CAF_CHECK_EQUAL(chosen({global("g"), of_city("c", "c"), of_zone("z", "other")}, here), "c");
  CAF_CHECK_EQUAL(chosen({global("g"), of_city("c", "other")}, here), "g");
  CAF_CHECK_EQUAL(chosen({global("g"), of_city("c", ""), of_zone("z", "")}), "g");
}

CAF_TEST(then priority then start then creation) {
  auto a = global("a"), b = global("b");
  b.priority = 101;
  CAF_CHECK_EQUAL(chosen({a, b}), "b");
  a.priority = 101;
  a.effective_from = noon;
  CAF_CHECK_EQUAL(chosen({b, a}), "a");
  b.effective_from = noon;
  b.created_at = noon;
  CAF_CHECK_EQUAL(chosen({a, b}), "b");
}

CAF_TEST(only policies in force count) {
  const std::string none = "No price policy configured (no candidates)";
  auto p = of_city("p", "c");
  const locality here{"c", "", ""};
  p.is_active = false;
  CAF_CHECK_EQUAL(chosen({p}, here), none);
  p.is_active = true;
  p.effective_from = noon + 1ms;
  CAF_CHECK_EQUAL(chosen({p}, here), none);
  p.effective_from = noon;
  CAF_CHECK_EQUAL(chosen({p}, here), "p");
  p.effective_to = noon;
  CAF_CHECK_EQUAL(chosen({p}, here), "p");
  p.effective_to = noon - 1ms;
  CAF_CHECK_EQUAL(chosen({p}, here), none);
  CAF_CHECK_EQUAL(chosen({}), none);
}

CAF_TEST(the next policy is taken when conditions fail) {
  auto special = of_zone("special", "z");
  special.when.days_of_week = {1};
  const locality here{"", "", "z"};
  CAF_CHECK_EQUAL(chosen({special, global("g")}, here), "g");
  CAF_CHECK_EQUAL(chosen({special}, here),
                  "No applicable price policy found for this context/time");
}

CAF_TEST(conditions hold in the policy timezone or the city one or UTC) {
  auto p = global("p");
  p.when.time_ranges = {{17h, 18h}};
  CAF_CHECK(chosen({p}) != "p");
  CAF_CHECK_EQUAL(chosen({p}, {"c", "East", ""}), "p");
  p.timezone = "East";
  const auto result = std::get<choice>(choose_policy({{p}}, {"c", "West", ""}, noon, offsets));
  CAF_CHECK_EQUAL(result.timezone_used, "East");
  p.when = {};
  p.when.dates = {2026y / March / 2};
  p.timezone = "West";
  CAF_CHECK_EQUAL(chosen({p}), "p");
  p.timezone = "Nowhere";
  CAF_CHECK_EQUAL(chosen({p, global("g")}), "The price policy names an unknown time zone");
}

CAF_TEST(time ranges end before their end and wrap at midnight) {
  const time_range day{9h, 17h}, night{22h, 2h}, none{8h, 8h};
  CAF_CHECK(!day.contains(9h - 1s));
  CAF_CHECK(day.contains(9h));
  CAF_CHECK(day.contains(17h - 1s));
  CAF_CHECK(!day.contains(17h));
  CAF_CHECK(night.contains(22h));
  CAF_CHECK(night.contains(0h));
  CAF_CHECK(night.contains(2h - 1s));
  CAF_CHECK(!night.contains(2h));
  CAF_CHECK(!night.contains(22h - 1s));
  CAF_CHECK(!none.contains(8h));
}

CAF_TEST(all conditions must hold together) {
  conditions c;
  CAF_CHECK(c.are_empty());
  CAF_CHECK(c.hold_at(local(0, 0)));
  c.days_of_week = {2, 7};
  CAF_CHECK(c.hold_at(local(12, 0)));
  c.time_ranges = {{8h, 9h}, {11h, 13h}};
  CAF_CHECK(c.hold_at(local(12, 59, 59)));
  CAF_CHECK(!c.hold_at(local(13, 0)));
  c.date_ranges = {{2026y / March / 3, 2026y / March / 3}};
  CAF_CHECK(c.hold_at(local(12, 0)));
  CAF_CHECK(!c.hold_at(local(12, 0) + days{7}));
  c.dates = {2026y / March / 3, 2026y / March / 10};
  CAF_CHECK(c.hold_at(local(12, 0)));
  c.exclude_dates = {2026y / March / 3};
  CAF_CHECK(!c.hold_at(local(12, 0)));
  CAF_CHECK(!c.are_empty());
}

CAF_TEST(Monday is one and Sunday seven) {
  conditions c;
  c.days_of_week = {1};
  CAF_CHECK(c.hold_at(local_days{2026y / March / 2}));
  c.days_of_week = {7};
  CAF_CHECK(c.hold_at(local_days{2026y / March / 1}));
  CAF_CHECK(!c.hold_at(local_days{2026y / March / 2}));
}

CAF_TEST(times and dates are read strictly) {
  CAF_CHECK(parse_time_of_day("00:00") == 0min);
  CAF_CHECK(parse_time_of_day("23:59") == 23h + 59min);
  for (const auto* text : {"24:00", "12:60", "1:30", "12-30", "-1:30", "12:3a", "", "012:30"})
    CAF_CHECK(!parse_time_of_day(text));
  CAF_CHECK(parse_date("2024-02-29") == 2024y / February / 29);
  for (const auto* text : {"2026-02-29", "2026-13-01", "2026-1-01", "2026/01/01", "20260101", ""})
    CAF_CHECK(!parse_date(text));
}
