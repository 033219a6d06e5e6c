#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fleetwire::http {

/// Whether an Origin is on a list of exact origins, `*`, or patterns such as
/// `https://*.example.com`, where the star stands for one or more labels of the host. Scheme and
/// host are compared in any case.
bool origin_allowed(std::span<const std::string> allowed, std::string_view origin) noexcept;

} // namespace fleetwire::http
