#include "actors/systems/fleet/wire/members.hpp"

#include "actors/contract/rest.hpp"

#include <chrono>
#include <string>

namespace fleetwire::systems::fleet::wire {

namespace {

using namespace std::chrono;

/// The number of so many digits; -1 when there are others.
int digits(const char* at, int count) noexcept {
  int out = 0;
  for (int i = 0; i < count; ++i) {
    const auto digit = static_cast<unsigned>(at[i] - '0');
    if (digit > 9)
      return -1;
    out = out * 10 + static_cast<int>(digit);
  }
  return out;
}

/// What toISOString() writes, "2026-03-01T12:00:00.000Z", with its quotes; nothing for all else, which
/// may be a time nevertheless.
std::optional<rules::instant> usual_time(std::string_view quoted) noexcept {
  constexpr std::string_view form = "\"____-__-__T__:__:__.___Z\"";
  if (quoted.size() != form.size())
    return std::nullopt;
  for (const auto at : {0, 5, 8, 11, 14, 17, 20, 24, 25})
    if (quoted[static_cast<std::size_t>(at)] != form[static_cast<std::size_t>(at)])
      return std::nullopt;
  const auto* text = quoted.data();
  const year_month_day date{year{digits(text + 1, 4)},
                            month{static_cast<unsigned>(digits(text + 6, 2))},
                            day{static_cast<unsigned>(digits(text + 9, 2))}};
  const auto h = digits(text + 12, 2);
  const auto m = digits(text + 15, 2);
  const auto s = digits(text + 18, 2);
  const auto ms = digits(text + 21, 3);
  const bool is_good = digits(text + 1, 4) >= 0 && date.ok() && h >= 0 && h < 24 && m >= 0 && m < 60
                       && s >= 0 && s < 60 && ms >= 0;
  if (!is_good)
    return std::nullopt;
  return sys_days{date} + hours{h} + minutes{m} + seconds{s} + milliseconds{ms};
}

} // namespace

rules::refusal invalid(std::string_view what, std::string_view must) {
  return rules::bad("INVALID_BODY", std::string{what} + " must be " + std::string{must});
}

fault read(value from, std::string_view name, std::optional<double>& to) {
  if (is_absent(from))
    return {};
  to = from.as_double();
  return to ? fault{} : invalid(name, "a number");
}

fault read(value from, std::string_view name, std::optional<bool>& to) {
  if (is_absent(from))
    return {};
  to = from.as_bool();
  return to ? fault{} : invalid(name, "true or false");
}

fault read(value from, std::string_view name, std::optional<rules::instant>& to) {
  if (is_absent(from))
    return {};
  to = usual_time(from.raw());
  if (to)
    return {};
  if (const auto ms = from.as_int())
    to = contract::rest::instant_of(*ms);
  else if (const auto text = from.as_string())
    to = contract::rest::parse_iso(*text);
  return to ? fault{} : invalid(name, "a time: ISO 8601, or milliseconds since 1970");
}

} // namespace fleetwire::systems::fleet::wire
