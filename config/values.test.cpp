#define CAF_SUITE config.values

#include "config/values.hpp"

#include <limits>

#include "caf/test/dsl.hpp"

using namespace fleetwire::config;
using namespace std::chrono_literals;

CAF_TEST(durations have units and sums) {
  CAF_CHECK(parse_duration("300ms") == 300ms);
  CAF_CHECK(parse_duration("25s") == 25s);
  CAF_CHECK(parse_duration("2m") == 120s);
  CAF_CHECK(parse_duration("1h") == 3600s);
  CAF_CHECK(parse_duration("7d") == 24h * 7);
  CAF_CHECK(parse_duration("1m30s") == 90s);
  CAF_CHECK(parse_duration("0") == 0ms);
  CAF_CHECK(parse_duration("1500") == 1500ms);
}

CAF_TEST(what is no duration is refused) {
  for (const auto* text : {"", "s", "-1s", "1.5s", "1 s", "10x", "1m30", "1s2", "25S", "1s ",
                           "9223372036854775808", "9223372036854775807s", "106751991168d"})
    CAF_CHECK_EQUAL(parse_duration(text).has_value() ? text : "", std::string{});
  CAF_CHECK(parse_duration("9223372036854775807ms").has_value());
}

CAF_TEST(sizes have decimal and binary units) {
  CAF_CHECK_EQUAL(parse_bytes("512"), 512);
  CAF_CHECK_EQUAL(parse_bytes("512B"), 512);
  CAF_CHECK_EQUAL(parse_bytes("1MB"), 1'000'000);
  CAF_CHECK_EQUAL(parse_bytes("64KiB"), 65'536);
  CAF_CHECK_EQUAL(parse_bytes("64 kib"), 65'536);
  CAF_CHECK_EQUAL(parse_bytes("2GiB"), std::int64_t{2} << 30);
  for (const auto* text : {"", "MB", "-1", "1.5MB", "1XB", "1MBs", "9223372036854775807KB"})
    CAF_CHECK_EQUAL(parse_bytes(text).has_value() ? text : "", std::string{});
}

CAF_TEST(flags and numbers are exact) {
  CAF_CHECK_EQUAL(parse_bool("Yes"), true);
  CAF_CHECK_EQUAL(parse_bool("0"), false);
  CAF_CHECK(!parse_bool("2"));
  CAF_CHECK(!parse_bool(""));
  CAF_CHECK_EQUAL(parse_integer("-17"), -17);
  CAF_CHECK(!parse_integer("17 "));
  CAF_CHECK(!parse_integer("0x11"));
  CAF_CHECK_EQUAL(parse_real("1e3"), 1000.0);
  CAF_CHECK(!parse_real("inf"));
  CAF_CHECK(!parse_real("1,5"));
}

CAF_TEST(lists are split at commas) {
  using list = std::vector<std::string>;
  CAF_CHECK_EQUAL(parse_list(""), list{});
  CAF_CHECK_EQUAL(parse_list(" a, b ,c"), (list{"a", "b", "c"}));
  CAF_CHECK_EQUAL(parse_list("a,"), (list{"a", ""}));
}

CAF_TEST(what is written parses back) {
  for (std::int64_t n : {0L, 1L, 999L, 1'000L, 60'000L, 90'000L, 86'400'000L, 25'001L})
    CAF_CHECK(parse_duration(format_duration(std::chrono::milliseconds{n}))
              == std::chrono::milliseconds{n});
  for (std::int64_t n : {0L, 1L, 512L, 1'000L, 1'024L, 1'000'000L, 4L << 20, 12'345L})
    CAF_CHECK_EQUAL(parse_bytes(format_bytes(n)), n);
  for (double x : {0.0, 1.0, 0.1, 1e22, 2'000'000.0, 1.0 / 3})
    CAF_CHECK_EQUAL(parse_real(format_real(x)), x);
  CAF_CHECK_EQUAL(format_duration(90s), "90s");
  CAF_CHECK_EQUAL(format_bytes(1'000'000), "1MB");
  CAF_CHECK_EQUAL(format_real(100), "100.0");
}

CAF_TEST(quoted texts hide no control characters) {
  CAF_CHECK_EQUAL(quote("a\"b\\c\n\x1b"), "\"a\\\"b\\\\c\\u000A\\u001B\"");
}

CAF_TEST(edit distance counts single slips) {
  CAF_CHECK_EQUAL(edit_distance("port", "prot"), 2u);
  CAF_CHECK_EQUAL(edit_distance("port", "ports"), 1u);
  CAF_CHECK_EQUAL(edit_distance("", "abc"), 3u);
  CAF_CHECK_EQUAL(edit_distance("same", "same"), 0u);
}
