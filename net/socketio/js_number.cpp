#include "net/socketio/js_number.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace fleetwire::socketio::detail {

namespace {

/// The digits of a number without a point, and where the point belongs: 0.digits * 10^point.
struct decimal {
  char digits[24];
  int size = 0;
  int point = 0;
};

decimal shortest(double magnitude) noexcept {
  char text[40];
  const auto [end, _] =
    std::to_chars(text, text + sizeof(text), magnitude, std::chars_format::scientific);
  decimal result;
  const char* p = text;
  for (; p != end && *p != 'e'; ++p)
    if (*p != '.')
      result.digits[result.size++] = *p;
  int exponent = 0;
  if (p != end && *++p == '+')
    ++p;
  std::from_chars(p, end, exponent);
  result.point = exponent + 1;
  return result;
}

void append_padded(std::string& out, std::int64_t number, int width) {
  char text[20];
  const auto [end, _] = std::to_chars(text, text + sizeof(text), number);
  for (auto size = end - text; size < width; ++size)
    out += '0';
  out.append(text, end);
}

struct civil_date {
  std::int64_t year;
  int month;
  int day;
};

/// Proleptic Gregorian calendar; eras of 400 years that begin on the 1st of March.
civil_date civil(std::int64_t days_since_epoch) noexcept {
  const auto shifted = days_since_epoch + 719468;
  const auto era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const auto day_of_era = shifted - era * 146097;
  const auto year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const auto day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto shifted_month = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

void append_year(std::string& out, std::int64_t year) {
  if (year >= 0 && year <= 9999) {
    append_padded(out, year, 4);
    return;
  }
  out += year < 0 ? '-' : '+';
  append_padded(out, year < 0 ? -year : year, 6);
}

/// Whether a number that does not fit a double is too large rather than too small: it is if its first
/// digit other than 0 stands before the point once the exponent is applied.
bool is_huge(std::string_view text) noexcept {
  std::int64_t before_point = 0;
  bool seen_digit = false;
  bool seen_point = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    seen_point = seen_point || text[i] == '.';
    seen_digit = seen_digit || (text[i] >= '1' && text[i] <= '9');
    if (seen_digit && !seen_point)
      ++before_point;
    else if (!seen_digit && seen_point && text[i] == '0')
      --before_point;
  }
  if (i == text.size())
    return before_point > 0;
  const bool negative = i + 1 < text.size() && text[i + 1] == '-';
  std::int64_t exponent = 0;
  for (++i; i < text.size(); ++i)
    if (text[i] >= '0' && text[i] <= '9'
        && exponent < std::numeric_limits<std::int64_t>::max() / 100)
      exponent = exponent * 10 + (text[i] - '0');
  return before_point + (negative ? -exponent : exponent) > 0;
}

} // namespace

void append_js_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  if (number == 0) {
    out += '0';
    return;
  }
  if (number < 0)
    out += '-';
  const auto d = shortest(std::fabs(number));
  const auto digits = [&](int from, int to) {
    out.append(d.digits + from, static_cast<std::size_t>(to - from));
  };
  const auto zeros = [&](int count) { out.append(static_cast<std::size_t>(count), '0'); };
  if (d.size <= d.point && d.point <= 21) {
    digits(0, d.size);
    zeros(d.point - d.size);
  } else if (d.point > 0 && d.point <= 21) {
    digits(0, d.point);
    out += '.';
    digits(d.point, d.size);
  } else if (d.point > -6 && d.point <= 0) {
    out += "0.";
    zeros(-d.point);
    digits(0, d.size);
  } else {
    digits(0, 1);
    if (d.size > 1)
      out += '.';
    digits(1, d.size);
    out += d.point > 0 ? "e+" : "e-";
    append_padded(out, std::abs(d.point - 1), 1);
  }
}

void append_iso_date(std::string& out, std::int64_t milliseconds) {
  constexpr std::int64_t most = 8'640'000'000'000'000;
  constexpr std::int64_t day = 86'400'000;
  if (milliseconds > most || milliseconds < -most) {
    out += "null";
    return;
  }
  const auto days = milliseconds / day - (milliseconds % day < 0 ? 1 : 0);
  const auto rest = milliseconds - days * day;
  const auto date = civil(days);
  out += '"';
  append_year(out, date.year);
  out += '-';
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  out += 'T';
  append_padded(out, rest / 3'600'000, 2);
  out += ':';
  append_padded(out, rest / 60'000 % 60, 2);
  out += ':';
  append_padded(out, rest / 1000 % 60, 2);
  out += '.';
  append_padded(out, rest % 1000, 3);
  out += "Z\"";
}

double read_js_number(std::string_view text) noexcept {
  double result = 0;
  const auto [_, failed] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (failed != std::errc::result_out_of_range)
    return result;
  const double magnitude = is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  return text.front() == '-' ? -magnitude : magnitude;
}

} // namespace fleetwire::socketio::detail
