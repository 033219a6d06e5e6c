#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The written forms of single values, both ways. Pure; nothing throws but for lack of memory.
/// A parser returns nothing when the whole text is not exactly one value.
namespace fleetwire::config {

std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<double> parse_real(std::string_view text);

/// true, yes, on, 1 and their opposites, in any case.
std::optional<bool> parse_bool(std::string_view text);

/// "300ms", "25s", "2m", "1h", "7d", sums as "1m30s"; a bare number means milliseconds, as in
/// Socket.IO's own options. Never negative.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "512", "512B", "1MB" (a million), "1MiB" (2^20); KB to GB and KiB to GiB. Never negative.
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// Splits at commas and trims blanks; an empty text is an empty list.
std::vector<std::string> parse_list(std::string_view text);

/// The shortest form that parses back to the same value.
std::string format_duration(std::chrono::milliseconds value);
std::string format_bytes(std::int64_t value);
std::string format_real(double value);

/// A TOML basic string with its quotes.
std::string quote(std::string_view text);
std::string quote(const std::vector<std::string>& list);

/// How many single characters must change, go or come to turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace fleetwire::config
