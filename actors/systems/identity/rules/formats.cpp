#include <algorithm>
#include <charconv>
#include <chrono>

#include "actors/systems/identity/rules/fields.hpp"

namespace fleetwire::systems::identity {

namespace {

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Letters, digits and inner hyphens between dots, the last part of letters.
bool is_host(std::string_view text) noexcept {
  if (text.size() > 253 || text.find('.') == text.npos)
    return false;
  std::string_view label;
  while (!text.empty()) {
    label = text.substr(0, text.find('.'));
    bool last = label.size() == text.size();
    text.remove_prefix(std::min(label.size() + 1, text.size()));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-'
        || (!last && text.empty()) || !std::all_of(label.begin(), label.end(), [](char c) {
             return is_letter(c) || is_digit(c) || c == '-';
           }))
      return false;
  }
  return label.size() >= 2 && std::all_of(label.begin(), label.end(), is_letter);
}

/// Takes numbers and signs off the front of a text.
struct reader {
  std::string_view rest;

  bool skip(char c) noexcept {
    bool there = !rest.empty() && rest[0] == c;
    rest.remove_prefix(there);
    return there;
  }
  /// Exactly `digits` of them; -1 when they are not there or beyond `most`.
  int number(std::size_t digits, int most) noexcept {
    if (rest.size() < digits || !std::all_of(rest.begin(), rest.begin() + digits, is_digit))
      return -1;
    int out = 0;
    std::from_chars(rest.data(), rest.data() + digits, out);
    rest.remove_prefix(digits);
    return out <= most ? out : -1;
  }
};

/// ":SS", ".fff"; -1 when malformed.
millis seconds_of(reader& in) noexcept {
  if (!in.skip(':'))
    return 0;
  auto whole = in.number(2, 59);
  if (whole < 0)
    return -1;
  millis out = whole * 1000LL;
  if (!in.skip('.'))
    return out;
  auto digits = std::min<std::size_t>(
    std::find_if_not(in.rest.begin(), in.rest.end(), is_digit) - in.rest.begin(), 9);
  for (std::size_t i = 0, unit = 100; i < digits; ++i, unit /= 10)
    out += static_cast<millis>(unit) * (in.rest[i] - '0');
  in.rest.remove_prefix(digits);
  return digits > 0 ? out : -1;
}

/// Minutes east of Greenwich; nothing when malformed.
std::optional<int> zone_of(reader& in) noexcept {
  if (in.rest.empty() || in.skip('Z'))
    return 0;
  bool west = in.rest[0] == '-';
  if (!in.skip('+') && !in.skip('-'))
    return std::nullopt;
  auto hours = in.number(2, 23);
  in.skip(':');
  auto minutes = in.number(2, 59);
  if (hours < 0 || minutes < 0)
    return std::nullopt;
  return (west ? -1 : 1) * (hours * 60 + minutes);
}

} // namespace

bool is_email(std::string_view text) noexcept {
  constexpr std::string_view marks = ".!#$%&'*+/=?^_`{|}~-";
  auto at = text.rfind('@');
  if (at == text.npos || at == 0 || at > 64)
    return false;
  auto local = text.substr(0, at);
  return local.front() != '.' && local.back() != '.' && local.find("..") == local.npos
         && std::all_of(local.begin(), local.end(),
                        [&](char c) {
                          return is_letter(c) || is_digit(c) || marks.find(c) != marks.npos
                                 || static_cast<unsigned char>(c) >= 0x80;
                        })
         && is_host(text.substr(at + 1));
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36)
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    bool hex = is_digit(text[i]) || ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'f');
    if (hyphen ? text[i] != '-' : !hex)
      return false;
  }
  auto same = [&](char c) {
    return std::all_of(text.begin(), text.end(), [c](char x) { return x == c || x == '-'; });
  };
  if (same('0') || same('f') || same('F'))
    return true;
  bool version = text[14] >= '1' && text[14] <= '8';
  return version && std::string_view{"89abAB"}.find(text[19]) != std::string_view::npos;
}

bool is_url(std::string_view text) noexcept {
  if (text.empty() || text.size() > 2083 || std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>';
      }))
    return false;
  if (auto scheme = text.find("://"); scheme != text.npos) {
    auto name = text.substr(0, scheme);
    if (name != "http" && name != "https" && name != "ftp")
      return false;
    text.remove_prefix(scheme + 3);
  }
  auto host = text.substr(0, text.find_first_of("/?#"));
  return is_host(host.substr(0, host.find(':')));
}

std::optional<millis> parse_time(std::string_view iso) noexcept {
  reader in{iso};
  auto year = in.number(4, 9999);
  if (year < 0 || !in.skip('-'))
    return std::nullopt;
  auto month = in.number(2, 12);
  if (month < 0 || !in.skip('-'))
    return std::nullopt;
  auto day = in.number(2, 31);
  std::chrono::year_month_day date{std::chrono::year{year},
                                   std::chrono::month{static_cast<unsigned>(month)},
                                   std::chrono::day{static_cast<unsigned>(day)}};
  if (day < 0 || !date.ok())
    return std::nullopt;
  millis out = std::chrono::sys_days{date}.time_since_epoch().count() * 86'400'000LL;
  if (in.rest.empty())
    return out;
  if (!in.skip('T') && !in.skip(' '))
    return std::nullopt;
  auto hour = in.number(2, 23);
  if (hour < 0 || !in.skip(':'))
    return std::nullopt;
  auto minute = in.number(2, 59);
  auto seconds = seconds_of(in);
  auto zone = zone_of(in);
  if (minute < 0 || seconds < 0 || !zone || !in.rest.empty())
    return std::nullopt;
  return out + (hour * 60LL + minute - *zone) * 60'000 + seconds;
}

std::size_t length_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

} // namespace fleetwire::systems::identity
