#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::http {

/// Order and duplicates as they came; keys and values decoded, always valid UTF-8.
using query_values = std::vector<std::pair<std::string, std::string>>;

/// Reads `a=1&b=x+y&c`: '+' is a blank, `%26a` a key, a key without '=' has an empty value, empty
/// pieces are skipped. As in Node, a broken percent sequence stands for itself and bytes that are
/// not UTF-8 become U+FFFD.
query_values parse_query(std::string_view query);

/// The first value of that key; empty when there is none.
std::string_view get(const query_values& values, std::string_view key) noexcept;

std::size_t count(const query_values& values, std::string_view key) noexcept;

/// Percent-decodes; '+' is a blank only if wanted. Broken sequences stay.
std::string percent_decode(std::string_view text, bool plus_is_blank);

/// Percent-encodes all but letters, digits and -_.!~*'(), as encodeURIComponent does.
std::string percent_encode(std::string_view text);

/// Replaces what is not UTF-8 by U+FFFD.
std::string repair_utf8(std::string text);

} // namespace fleetwire::http
