#include "tools/load/http_response.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire::load {

namespace {

constexpr std::size_t max_head = 16384;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class T>
bool to_number(std::string_view text, T& out) {
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size();
}

} // namespace

std::string_view header_value(std::string_view head, std::string_view name) {
  for (auto line = head.find("\r\n"); line != std::string_view::npos;
       line = head.find("\r\n", line + 2)) {
    auto rest = head.substr(line + 2);
    rest = rest.substr(0, rest.find("\r\n"));
    auto colon = rest.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(rest.substr(0, colon), name))
      return trim(rest.substr(colon + 1));
  }
  return {};
}

http_result parse_response(std::string_view bytes, http_response& out) {
  auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return bytes.size() > max_head ? http_result::invalid : http_result::need_more;
  out.head = bytes.substr(0, end);
  if (!out.head.starts_with("HTTP/1.1 ") || out.head.size() < 12
      || !to_number(out.head.substr(9, 3), out.status))
    return http_result::invalid;
  if (!header_value(out.head, "transfer-encoding").empty())
    return http_result::invalid;
  std::size_t length = 0;
  auto stated = header_value(out.head, "content-length");
  if (!stated.empty() && (!to_number(stated, length) || length > (16u << 20)))
    return http_result::invalid;
  if (bytes.size() < end + 4 + length)
    return http_result::need_more;
  out.body = bytes.substr(end + 4, length);
  out.size = end + 4 + length;
  return http_result::ok;
}

} // namespace fleetwire::load
