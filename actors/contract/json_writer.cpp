#include "actors/contract/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace fleetwire::contract {

namespace {

/// With leading zeros; every event tells a time, so this is no printf.
template <std::size_t Digits>
char* put_digits(char* at, unsigned number) {
  for (std::size_t i = Digits; i-- > 0; number /= 10)
    at[i] = static_cast<char>('0' + number % 10);
  return at + Digits;
}

} // namespace

void append_iso(std::string& out, std::chrono::sys_time<std::chrono::milliseconds> when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const auto of_day = static_cast<unsigned>((when - day).count());
  const int year = static_cast<int>(date.year());
  std::array<char, 32> text;
  char* at = text.data();
  if (year < 0 || year > 9999) {
    *at++ = year < 0 ? '-' : '+';
    at = put_digits<6>(at, static_cast<unsigned>(std::abs(year)));
  } else {
    at = put_digits<4>(at, static_cast<unsigned>(year));
  }
  *at++ = '-';
  at = put_digits<2>(at, static_cast<unsigned>(date.month()));
  *at++ = '-';
  at = put_digits<2>(at, static_cast<unsigned>(date.day()));
  *at++ = 'T';
  at = put_digits<2>(at, of_day / 3'600'000);
  *at++ = ':';
  at = put_digits<2>(at, of_day / 60'000 % 60);
  *at++ = ':';
  at = put_digits<2>(at, of_day / 1'000 % 60);
  *at++ = '.';
  at = put_digits<3>(at, of_day % 1'000);
  *at++ = 'Z';
  out.append(text.data(), at);
}

void json_writer::begin(std::string_view key) {
  const auto size = out_.size();
  const bool is_first = out_.back() == '{';
  out_.resize(size + key.size() + (is_first ? 3 : 4));
  char* at = out_.data() + size;
  if (!is_first)
    *at++ = ',';
  *at++ = '"';
  std::memcpy(at, key.data(), key.size());
  at += key.size();
  *at++ = '"';
  *at = ':';
}

json_writer& json_writer::add(std::string_view key, std::string_view text) {
  begin(key);
  append_json_string(out_, text);
  return *this;
}

json_writer& json_writer::add(std::string_view key, bool flag) {
  begin(key);
  out_ += flag ? "true" : "false";
  return *this;
}

json_writer& json_writer::add(std::string_view key, double number) {
  begin(key);
  append_json_number(out_, number);
  return *this;
}

json_writer& json_writer::add(std::string_view key, std::int64_t number) {
  begin(key);
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  out_.append(digits.data(), end);
  return *this;
}

json_writer& json_writer::add(std::string_view key, std::nullptr_t) {
  begin(key);
  out_ += "null";
  return *this;
}

json_writer& json_writer::add(std::string_view key, const json& text) {
  begin(key);
  out_ += text.text.empty() ? "null" : text.text;
  return *this;
}

json_writer& json_writer::add(std::string_view key,
                              std::chrono::sys_time<std::chrono::milliseconds> when) {
  begin(key);
  out_ += '"';
  append_iso(out_, when);
  out_ += '"';
  return *this;
}

} // namespace fleetwire::contract
