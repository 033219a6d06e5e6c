#include "tools/ctl/event_line.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace fleetwire::ctl {

namespace {

struct tint {
  std::string_view beginning;
  std::string_view code;
};

constexpr std::string_view plain = "\033[0m";
constexpr std::string_view faint = "\033[2m";
constexpr std::array tints{tint{"exception", "\033[31m"},       tint{"trip:cancelled", "\033[31m"},
                           tint{"trip:no_drivers", "\033[31m"}, tint{"trip:assignment", "\033[33m"},
                           tint{"trip:", "\033[32m"},           tint{"driver:", "\033[36m"},
                           tint{"auth:", "\033[35m"},           tint{"admin:", "\033[34m"}};

std::string clock_text(std::chrono::system_clock::time_point at) {
  const auto ms =
    std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(ms / 1'000);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[32];
  std::snprintf(text, sizeof(text), "%02d:%02d:%02d.%03d", local.tm_hour, local.tm_min,
                local.tm_sec, static_cast<int>(ms % 1'000));
  return text;
}

/// Where the text that begins at `body[0]`, a quote, ends; npos if it does not.
std::size_t end_of_text(std::string_view body) {
  for (std::size_t i = 1; i < body.size(); ++i)
    if (body[i] == '\\')
      ++i;
    else if (body[i] == '"')
      return i;
  return std::string_view::npos;
}

std::string_view tint_of(std::string_view event) {
  for (const auto& each : tints)
    if (event.starts_with(each.beginning))
      return each.code;
  return "\033[1m";
}

} // namespace

std::string event_line(std::chrono::system_clock::time_point at, std::string_view name_space,
                       std::string_view body, bool coloured) {
  body.remove_prefix(std::min(body.size(), body.find_first_not_of("0123456789")));
  if (!body.starts_with("[\"") || !body.ends_with(']'))
    return {};
  body = body.substr(1, body.size() - 2);
  const auto end = end_of_text(body);
  if (end == std::string_view::npos)
    return {};
  const auto event = body.substr(1, end - 1);
  auto rest = body.substr(end + 1);
  if (rest.starts_with(','))
    rest.remove_prefix(1);
  const auto in = [coloured](std::string_view colour, std::string_view text) {
    return coloured ? std::string{colour}.append(text).append(plain) : std::string{text};
  };
  auto line =
    in(faint, clock_text(at) + ' ' + std::string{name_space}) + ' ' + in(tint_of(event), event);
  if (!rest.empty())
    line.append(" ").append(rest);
  return line;
}

} // namespace fleetwire::ctl
