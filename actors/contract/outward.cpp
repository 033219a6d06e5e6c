#include "actors/contract/outward.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire::contract {

namespace {

constexpr std::string_view scheme = "http://";

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) {
    return c <= ' ' || c >= 0x7f
           || std::string_view{"?#@\\"}.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool read_port(std::string_view digits, std::uint16_t& port) {
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, port);
  return read.ec == std::errc{} && read.ptr == end && port != 0;
}

/// Where the host ends: brackets hold an IPv6 address.
std::size_t end_of_host(std::string_view authority) {
  if (!authority.starts_with('['))
    return std::min(authority.find(':'), authority.size());
  const auto bracket = authority.find(']');
  return bracket == std::string_view::npos ? 0 : bracket + 1;
}

} // namespace

std::optional<base_url> parse_base_url(std::string_view text) {
  if (!text.starts_with(scheme) || !is_plain(text))
    return std::nullopt;
  text.remove_prefix(scheme.size());
  const auto slash = std::min(text.find('/'), text.size());
  const auto authority = text.substr(0, slash);
  auto path = text.substr(slash);
  while (path.ends_with('/'))
    path.remove_suffix(1);
  auto host = authority.substr(0, end_of_host(authority));
  const auto rest = authority.substr(host.size());
  if (host.starts_with('['))
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of("[]") != std::string_view::npos)
    return std::nullopt;
  base_url result{std::string{host}, 80, std::string{path}};
  const bool has_port = rest.starts_with(':');
  if (host.empty() || (has_port ? !read_port(rest.substr(1), result.port) : !rest.empty()))
    return std::nullopt;
  return result;
}

std::string_view to_string(outward_fault why) noexcept {
  switch (why) {
    case outward_fault::unreachable:
      return "unreachable";
    case outward_fault::timed_out:
      return "timed out";
    case outward_fault::broken:
      return "broken answer";
    case outward_fault::too_large:
      return "answer too large";
    case outward_fault::overloaded:
      return "overloaded";
    case outward_fault::closed:
      break;
  }
  return "closed";
}

} // namespace fleetwire::contract
