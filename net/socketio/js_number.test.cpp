#define CAF_SUITE net.socketio.js_number

#include "net/socketio/js_number.hpp"

#include "caf/test/dsl.hpp"

#include <cmath>
#include <limits>

using namespace fleetwire::socketio::detail;

namespace {

std::string number(double value) {
  std::string result;
  append_js_number(result, value);
  return result;
}

std::string date(std::int64_t milliseconds) {
  std::string result;
  append_iso_date(result, milliseconds);
  return result;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

CAF_TEST(numbers are written as JavaScript does) {
  CAF_CHECK_EQUAL(number(0), "0");
  CAF_CHECK_EQUAL(number(-0.0), "0");
  CAF_CHECK_EQUAL(number(1), "1");
  CAF_CHECK_EQUAL(number(-1.5), "-1.5");
  CAF_CHECK_EQUAL(number(0.1 + 0.2), "0.30000000000000004");
  CAF_CHECK_EQUAL(number(static_cast<double>(0.1f)), "0.10000000149011612");
  CAF_CHECK_EQUAL(number(123456789.125), "123456789.125");
  CAF_CHECK_EQUAL(number(1e20), "100000000000000000000");
  CAF_CHECK_EQUAL(number(1e21), "1e+21");
  CAF_CHECK_EQUAL(number(1.5e21), "1.5e+21");
  CAF_CHECK_EQUAL(number(123456789012345680000.0), "123456789012345680000");
  CAF_CHECK_EQUAL(number(1e-6), "0.000001");
  CAF_CHECK_EQUAL(number(1.5e-6), "0.0000015");
  CAF_CHECK_EQUAL(number(1e-7), "1e-7");
  CAF_CHECK_EQUAL(number(-1.25e-7), "-1.25e-7");
  CAF_CHECK_EQUAL(number(5e-324), "5e-324");
  CAF_CHECK_EQUAL(number(1.7976931348623157e308), "1.7976931348623157e+308");
  CAF_CHECK_EQUAL(number(0x1p60), "1152921504606847000");
  CAF_CHECK_EQUAL(number(infinity), "null");
  CAF_CHECK_EQUAL(number(-infinity), "null");
  CAF_CHECK_EQUAL(number(std::nan("")), "null");
}

CAF_TEST(numbers are read as JavaScript does) {
  CAF_CHECK_EQUAL(read_js_number("1.5e3"), 1500.0);
  CAF_CHECK(read_js_number("1e400") == infinity);
  CAF_CHECK(read_js_number("-1E+400") == -infinity);
  CAF_CHECK_EQUAL(read_js_number("1e-400"), 0.0);
  CAF_CHECK(std::signbit(read_js_number("-1e-400")));
  CAF_CHECK(read_js_number("1" + std::string(400, '0')) == infinity);
  CAF_CHECK_EQUAL(read_js_number("1" + std::string(400, '0') + "e-400"), 1.0);
  CAF_CHECK_EQUAL(read_js_number("0." + std::string(400, '0') + "1"), 0.0);
  CAF_CHECK(read_js_number("1e99999999999999999999999") == infinity);
  CAF_CHECK_EQUAL(read_js_number("1e-99999999999999999999999"), 0.0);
  CAF_CHECK(read_js_number("0.00001e400") == infinity);
  CAF_CHECK_EQUAL(read_js_number("0e999999999999999999999999"), 0.0);
}

CAF_TEST(dates are written as JavaScript does) {
  CAF_CHECK_EQUAL(date(0), "\"1970-01-01T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(-1), "\"1969-12-31T23:59:59.999Z\"");
  CAF_CHECK_EQUAL(date(1709208000123), "\"2024-02-29T12:00:00.123Z\"");
  CAF_CHECK_EQUAL(date(951782400000), "\"2000-02-29T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(253402300799999), "\"9999-12-31T23:59:59.999Z\"");
  CAF_CHECK_EQUAL(date(253402300800000), "\"+010000-01-01T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(-62167219200000), "\"0000-01-01T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(-62167219200001), "\"-000001-12-31T23:59:59.999Z\"");
  CAF_CHECK_EQUAL(date(8'640'000'000'000'000), "\"+275760-09-13T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(8'640'000'000'000'001), "null");
  CAF_CHECK_EQUAL(date(-8'640'000'000'000'000), "\"-271821-04-20T00:00:00.000Z\"");
  CAF_CHECK_EQUAL(date(-8'640'000'000'000'001), "null");
  CAF_CHECK_EQUAL(date(std::numeric_limits<std::int64_t>::min()), "null");
}
