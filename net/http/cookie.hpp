#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::http {

struct cookie_options {
  std::string name;
  std::string path = "/"; // empty: no attribute, as for the other texts
  std::string domain;
  std::string same_site = "Lax";
  bool http_only = true;
  bool secure = false;
  std::optional<std::int64_t> max_age_seconds;
};

/// The value of a Set-Cookie header: `io=<value>; Path=/; HttpOnly; SameSite=Lax`. The value is
/// percent-encoded. Nothing when the name is no token or an attribute holds ';' or a control
/// character.
std::optional<std::string> set_cookie(const cookie_options& options, std::string_view value);

/// The pairs of a Cookie header in their order; values unquoted and percent-decoded. Pieces without
/// '=' are skipped.
std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view field);

} // namespace fleetwire::http
