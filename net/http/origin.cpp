#include "net/http/origin.hpp"

#include "net/http/chars.hpp"
#include "net/http/message.hpp"

#include <algorithm>

namespace fleetwire::http {

namespace {

bool is_label(char c) noexcept {
  return detail::is_alnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
}

bool matches(std::string_view pattern, std::string_view origin) noexcept {
  if (pattern == "*" || iequals(pattern, origin))
    return true;
  const auto star = pattern.find('*');
  if (star == std::string_view::npos)
    return false;
  const auto before = pattern.substr(0, star);
  const auto after = pattern.substr(star + 1);
  if (origin.size() <= before.size() + after.size())
    return false;
  const auto middle = origin.substr(before.size(), origin.size() - before.size() - after.size());
  return iequals(origin.substr(0, before.size()), before)
         && iequals(origin.substr(origin.size() - after.size()), after) && middle.front() != '.'
         && middle.back() != '.' && std::all_of(middle.begin(), middle.end(), is_label);
}

} // namespace

bool origin_allowed(std::span<const std::string> allowed, std::string_view origin) noexcept {
  return std::any_of(allowed.begin(), allowed.end(),
                     [origin](const std::string& pattern) { return matches(pattern, origin); });
}

} // namespace fleetwire::http
