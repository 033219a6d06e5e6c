#define CAF_SUITE actors.systems.rides.timezone.zone_book
#include "actors/systems/rides/timezone/zone_book.hpp"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides::timezone;
using namespace std::chrono;

namespace {

using instant = sys_time<milliseconds>;

instant at(year_month_day day, seconds time) {
  return sys_days{day} + time;
}

std::string bytes_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

CAF_TEST(zones switch at the second) {
  zone_book book;
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2026y / January / 1, 0s)) == 1h);
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2026y / March / 29, 1h - 1s)) == 1h);
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2026y / March / 29, 1h)) == 2h);
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2026y / October / 25, 1h - 1s)) == 2h);
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2026y / October / 25, 1h)) == 1h);
  CAF_CHECK(book.offset_at("America/Caracas", at(2026y / July / 1, 0s)) == -4h);
  CAF_CHECK(book.offset_at("America/Caracas", at(2010y / July / 1, 0s)) == -4h - 30min);
  CAF_CHECK(book.offset_at("Asia/Kathmandu", at(2026y / July / 1, 0s)) == 5h + 45min);
}

CAF_TEST(the rule of the footer holds after the table) {
  zone_book book;
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2060y / July / 1, 0s)) == 2h);
  CAF_CHECK(book.offset_at("Europe/Madrid", at(2060y / December / 1, 0s)) == 1h);
  // Summer over the turn of the year.
  CAF_CHECK(book.offset_at("Australia/Sydney", at(2060y / January / 1, 0s)) == 11h);
  CAF_CHECK(book.offset_at("Australia/Sydney", at(2060y / July / 1, 0s)) == 10h);
  CAF_CHECK(book.offset_at("America/Havana", at(2060y / July / 1, 0s)) == -4h);
}

CAF_TEST(unknown names are unknown) {
  zone_book book;
  const instant now = at(2026y / July / 1, 0s);
  for (const auto* name : {"Europe/Atlantis", "", "/etc/passwd", "../../../etc/passwd", "Europe",
                           "Europe/", "tzdata.zi", "zone.tab"})
    CAF_CHECK(!book.offset_at(name, now));
  CAF_CHECK(!book.offset_at(std::string(65, 'A'), now));
  zone_book empty{"/nonexistent"};
  CAF_CHECK(!empty.offset_at("Europe/Madrid", now));
  CAF_CHECK(empty.offset_at("UTC", now) == 0s);
}

CAF_TEST(the C library agrees) {
  const char* names[] = {"Europe/Madrid",     "America/New_York",    "America/Havana",
                         "Asia/Tehran",       "Australia/Lord_Howe", "America/Sao_Paulo",
                         "Africa/Casablanca", "Pacific/Apia",        "Europe/Dublin",
                         "America/Nuuk"};
  zone_book book;
  const char* before = std::getenv("TZ");
  const std::string kept = before ? before : "";
  for (const auto* name : names) {
    ::setenv("TZ", name, 1);
    ::tzset();
    // Every 12 days and some, from 1971 to 2070.
    for (std::time_t t = 31536000; t < 3155760000; t += 1046527) {
      std::tm local{};
      ::localtime_r(&t, &local);
      const auto ours = book.offset_at(name, instant{seconds{t}});
      CAF_REQUIRE(ours.has_value());
      if (ours->count() != local.tm_gmtoff)
        CAF_FAIL(name << " at " << t << ": " << ours->count() << " is not " << local.tm_gmtoff);
    }
  }
  if (before)
    ::setenv("TZ", kept.c_str(), 1);
  else
    ::unsetenv("TZ");
  ::tzset();
}

CAF_TEST(a file cut anywhere is no zone) {
  const auto whole = bytes_of("/usr/share/zoneinfo/Europe/Madrid");
  CAF_REQUIRE(zone::parse(whole).has_value());
  for (std::size_t size = 0; size + 40 < whole.size(); ++size)
    if (zone::parse(std::string_view{whole}.substr(0, size)))
      CAF_FAIL("a zone of " << size << " bytes");
  auto changed = whole;
  changed[0] = 'X';
  CAF_CHECK(!zone::parse(changed));
}

CAF_TEST(rules are read strictly) {
  CAF_CHECK(parse_rule("UTC0").has_value());
  CAF_CHECK(parse_rule("<+0330>-3:30").has_value());
  CAF_CHECK(parse_rule("IST-1GMT0,M10.5.0,M3.5.0/1").has_value());
  CAF_CHECK(parse_rule("EST5EDT,J60/2,J300").has_value());
  for (const auto* text :
       {"", "UTC", "U0", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M1.1.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "<+03-3", "CET-1x"})
    CAF_CHECK(!parse_rule(text));
  const auto days_of_year = *parse_rule("EST5EDT,J60/0,J300/0");
  // The sixtieth day without leap days is always the first of March.
  CAF_CHECK(days_of_year.offset_at(sys_days{2024y / March / 1} + 5h) == -4h);
  CAF_CHECK(days_of_year.offset_at(sys_days{2024y / March / 1} + 5h - 1s) == -5h);
  CAF_CHECK(days_of_year.offset_at(sys_days{2023y / March / 1} + 5h) == -4h);
}
