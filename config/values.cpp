#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <utility>

namespace fleetwire::config {

namespace {

struct unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array durations{unit{"d", 86'400'000}, unit{"h", 3'600'000}, unit{"m", 60'000},
                               unit{"s", 1'000}, unit{"ms", 1}};

constexpr std::array sizes{unit{"GiB", std::int64_t{1} << 30},
                           unit{"GB", 1'000'000'000},
                           unit{"MiB", 1 << 20},
                           unit{"MB", 1'000'000},
                           unit{"KiB", 1 << 10},
                           unit{"KB", 1'000},
                           unit{"B", 1}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes a whole number off the front of `text`.
std::optional<std::int64_t> take_count(std::string_view& text) {
  std::int64_t n = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9')
    return std::nullopt;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc{})
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return n;
}

std::optional<std::int64_t> scaled(std::int64_t count, std::int64_t factor) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(count, factor, &out))
    return std::nullopt;
  return out;
}

} // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return n;
}

std::optional<double> parse_real(std::string_view text) {
  double x = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(x))
    return std::nullopt;
  return x;
}

std::optional<bool> parse_bool(std::string_view text) {
  for (std::string_view word : {"true", "yes", "on", "1"})
    if (same_word(text, word))
      return true;
  for (std::string_view word : {"false", "no", "off", "0"})
    if (same_word(text, word))
      return false;
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  bool bare_seen = false;
  if (text.empty())
    return std::nullopt;
  for (bool first = true; !text.empty(); first = false) {
    const auto count = take_count(text);
    if (!count || bare_seen)
      return std::nullopt;
    const auto name = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(name.size());
    const auto* found = std::ranges::find(durations, name, &unit::name);
    bare_seen = name.empty();
    if (found == durations.end() && !(bare_seen && first))
      return std::nullopt;
    const auto part = scaled(*count, bare_seen ? 1 : found->factor);
    if (!part || __builtin_add_overflow(total, *part, &total))
      return std::nullopt;
  }
  return std::chrono::milliseconds{total};
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  const auto count = take_count(text);
  if (!count)
    return std::nullopt;
  const auto name = trim(text);
  if (name.empty())
    return count;
  for (const auto& size : sizes)
    if (same_word(size.name, name))
      return scaled(*count, size.factor);
  return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> out;
  if (trim(text).empty())
    return out;
  for (;;) {
    const auto comma = text.find(',');
    out.emplace_back(trim(text.substr(0, comma)));
    if (comma == std::string_view::npos)
      return out;
    text.remove_prefix(comma + 1);
  }
}

std::string format_duration(std::chrono::milliseconds value) {
  const auto n = static_cast<std::int64_t>(value.count());
  for (const auto& d : durations)
    if (n != 0 && n % d.factor == 0)
      return std::to_string(n / d.factor) + std::string{d.name};
  return std::to_string(n) + "ms";
}

std::string format_bytes(std::int64_t value) {
  for (const auto& size : sizes)
    if (value != 0 && value % size.factor == 0 && size.factor > 1)
      return std::to_string(value / size.factor) + std::string{size.name};
  return std::to_string(value) + "B";
}

std::string format_real(double value) {
  std::array<char, 32> buffer{};
  const auto [end, ec] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string out(buffer.data(), ec == std::errc{} ? end : buffer.data());
  if (out.find_first_of(".en") == std::string::npos)
    out += ".0"; // TOML knows whole numbers and reals apart
  return out;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", byte);
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string quote(const std::vector<std::string>& list) {
  std::string out = "[";
  for (const auto& item : list)
    out += (out.size() > 1 ? ", " : "") + quote(item);
  return out += ']';
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

} // namespace fleetwire::config
