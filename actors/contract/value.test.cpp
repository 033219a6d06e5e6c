#define CAF_SUITE actors.contract.value

#include <fleetwire/value.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using kind = value::kind;

namespace {

/// By value: the check macros keep references, which must not point into a temporary optional.
template <class T>
T get(std::optional<T> x) {
  CAF_REQUIRE(x.has_value());
  return *x;
}

} // namespace

CAF_TEST(the type of a value is read from its text) {
  CAF_CHECK(value{"null"}.type() == kind::null);
  CAF_CHECK(value{"true"}.type() == kind::boolean);
  CAF_CHECK(value{"-1"}.type() == kind::number);
  CAF_CHECK(value{"\"x\""}.type() == kind::string);
  CAF_CHECK(value{"[1]"}.type() == kind::array);
  CAF_CHECK(value{"{}"}.type() == kind::object);
  CAF_CHECK(value{}.type() == kind::missing);
}

CAF_TEST(numbers are read exactly or not at all) {
  CAF_CHECK_EQUAL(get(value{"9223372036854775807"}.as_int()), INT64_MAX);
  CAF_CHECK(!value{"9223372036854775808"}.as_int());
  CAF_CHECK(!value{"1.5"}.as_int());
  CAF_CHECK_EQUAL(get(value{"1.5e2"}.as_double()), 150.0);
  CAF_CHECK(!value{"\"1\""}.as_double());
  CAF_CHECK(!value{"null"}.as_double());
}

CAF_TEST(numbers of few digits are what the library makes of them) {
  std::mt19937_64 dice{7};
  for (int i = 0; i < 100'000; ++i) {
    auto text = std::to_string(dice() >> (4 + dice() % 60));
    if (dice() % 4 != 0 && text.size() > 1)
      text.insert(1 + dice() % (text.size() - 1), ".");
    if (dice() % 2 == 0)
      text.insert(0, "-");
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    const auto got = value{text}.as_double();
    if (!got || *got != expected || std::signbit(*got) != std::signbit(expected))
      CAF_ERROR(text);
  }
  CAF_CHECK_EQUAL(get(value{"123456789012345"}.as_double()), 123456789012345.0);
  CAF_CHECK_EQUAL(get(value{"1234567890123456"}.as_double()), 1234567890123456.0);
  for (const auto* bad : {"", "-", ".", "1.2.3", "1e", "0x1", "1 "})
    CAF_CHECK(!value{bad}.as_double());
}

CAF_TEST(escapes are resolved and lone surrogates replaced) {
  CAF_CHECK_EQUAL(get(value{R"("a\n\"\\\/\u00e9\ud83d\ude00")"}.as_string()),
                  "a\n\"\\/\xC3\xA9\xF0\x9F\x98\x80");
  CAF_CHECK_EQUAL(get(value{R"("\ud800x")"}.as_string()), "\xEF\xBF\xBDx");
  CAF_CHECK_EQUAL(get(value{R"("\udc00\ud800\ud800")"}.as_string()),
                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

CAF_TEST(members and elements are found through white space and nesting) {
  value v{R"( {"a" : [1, {"b":"]}"}, 3] , "c":{"a":2},"a":[7] })"};
  CAF_CHECK(!v["c"].exists()); // the text of a value begins with the value
  v = value{R"({"x" : [1, {"b":"]}"}, 3] , "c":{"a":2},"d":1,"d":2, "\u0065":5 })"};
  CAF_CHECK_EQUAL(v["x"].size(), 3u);
  CAF_CHECK_EQUAL(get(v["x"][1]["b"].as_string()), "]}");
  CAF_CHECK_EQUAL(v["x"][2].raw(), "3");
  CAF_CHECK(!v["x"][3].exists());
  CAF_CHECK_EQUAL(get(v["c"]["a"].as_int()), 2);
  CAF_CHECK_EQUAL(get(v["d"].as_int()), 2);
  CAF_CHECK_EQUAL(get(v["e"].as_int()), 5);
  CAF_CHECK(!v["nothing"]["below"][4].exists());
}

CAF_TEST(a placeholder is binary only if its attachment exists) {
  std::vector<attachment> parts{std::make_shared<const std::string>("bytes")};
  value good{R"({"_placeholder":true,"num":0})", parts};
  CAF_CHECK(good.type() == kind::binary);
  CAF_CHECK_EQUAL(*good.as_binary(), "bytes");
  CAF_CHECK(value(R"({"_placeholder":true,"num":1})", parts).type() == kind::object);
  CAF_CHECK(value(R"({"_placeholder":true,"num":-1})", parts).type() == kind::object);
  CAF_CHECK(value(R"({"_placeholder":true,"num":0})").type() == kind::object);
}

CAF_TEST(strings go out as valid JSON whatever they hold) {
  std::string out;
  append_json_string(out, std::string_view{"a\"\\\n\x01\x7f\xC3\xA9\xFF\xED\xA0\x80\0", 13});
  CAF_CHECK_EQUAL(out, "\"a\\\"\\\\\\n\\u0001\x7f\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                       "\xEF\xBF\xBD\\u0000\"");
}

CAF_TEST(numbers are written as short as the library writes them) {
  const auto mine = [](double number) {
    std::string out;
    append_json_number(out, number);
    return out;
  };
  const auto the_librarys = [](double number) {
    std::array<char, 32> buffer;
    const auto made = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return std::string(buffer.data(), made.ptr);
  };
  const auto check = [&](double number) {
    for (const auto each : {number, -number})
      if (mine(each) != the_librarys(each))
        CAF_ERROR(mine(each) << " is not " << the_librarys(each));
  };
  for (const double number :
       {0.0, 1e-3, 9.99999e-4, 1e-4, 1.5e-5, 99999.0, 99999.999999, 1e5, 100000.5, 1e15, 1e21,
        1e300, 5e-324, 0.1 + 0.2, 1.0 / 3, 23.1, 878.35, 10.4918})
    check(number);
  for (int i = 0; i <= 100'001; i += 7) {
    check(i);
    check(i / 10.0);
    check(i / 1e3);
    check(i / 1e6);
    check(i / 1e7);
    check(std::nextafter(i / 1e3, 1e9));
  }
  std::mt19937_64 random{1};
  for (int i = 0; i < 20'000; ++i)
    check(std::ldexp(static_cast<double>(random() >> 11), -static_cast<int>(random() % 70)));
}

CAF_TEST(objects are built in order with every kind of member) {
  auto built = object{}
                 .add("s", "x\"y")
                 .add("b", true)
                 .add("d", 0.1)
                 .add("i", std::int64_t{-5})
                 .add("n", nullptr)
                 .add("j", json{"[1]"})
                 .add("nan", std::numeric_limits<double>::quiet_NaN())
                 .build();
  CAF_CHECK_EQUAL(built.text,
                  R"({"s":"x\"y","b":true,"d":0.1,"i":-5,"n":null,"j":[1],"nan":null})");
}
