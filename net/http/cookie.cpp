#include "net/http/cookie.hpp"

#include "net/http/chars.hpp"
#include "net/http/message.hpp"
#include "net/http/query.hpp"

#include <algorithm>

namespace fleetwire::http {

namespace {

bool fits_attribute(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_text(c) && c != ';' && c != '\t'; });
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty())
    return;
  out += name;
  out += value;
}

} // namespace

std::optional<std::string> set_cookie(const cookie_options& options, std::string_view value) {
  if (options.name.empty() || !all_token(options.name) || !fits_attribute(options.path)
      || !fits_attribute(options.domain) || !fits_attribute(options.same_site))
    return std::nullopt;
  auto out = options.name + "=" + percent_encode(value);
  if (options.max_age_seconds)
    out += "; Max-Age=" + std::to_string(*options.max_age_seconds);
  append_attribute(out, "; Domain=", options.domain);
  append_attribute(out, "; Path=", options.path);
  if (options.http_only)
    out += "; HttpOnly";
  if (options.secure)
    out += "; Secure";
  append_attribute(out, "; SameSite=", options.same_site);
  return out;
}

std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view field) {
  std::vector<std::pair<std::string, std::string>> cookies;
  for (std::size_t pos = 0; pos < field.size();) {
    const auto end = std::min(field.find(';', pos), field.size());
    const auto piece = field.substr(pos, end - pos);
    pos = end + 1;
    const auto equals = piece.find('=');
    if (equals == std::string_view::npos)
      continue;
    auto value = trim(piece.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    cookies.emplace_back(trim(piece.substr(0, equals)), repair_utf8(percent_decode(value, false)));
  }
  return cookies;
}

} // namespace fleetwire::http
