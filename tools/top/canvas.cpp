#include "tools/top/canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace fleetwire::top {

namespace {

bool continues(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

std::string_view code_of(style as) noexcept {
  switch (as) {
    case style::bold:
      return "\x1b[1m";
    case style::dim:
      return "\x1b[2m";
    case style::good:
      return "\x1b[32m";
    case style::warn:
      return "\x1b[33m";
    case style::bad:
      return "\x1b[31m";
    case style::title:
      return "\x1b[1;36m";
    case style::selected:
      return "\x1b[7m";
    case style::plain:
      break;
  }
  return {};
}

/// As many bytes of `text` as fill at most that many columns.
std::string_view first_columns(std::string_view text, std::size_t columns) noexcept {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if (!continues(text[at]) && columns-- == 0)
      break;
  return text.substr(0, at);
}

std::string format(const char* how, double value) {
  std::array<char, 64> buffer{};
  auto size = std::snprintf(buffer.data(), buffer.size(), how, value);
  return {buffer.data(), static_cast<std::size_t>(std::max(size, 0))};
}

std::string scaled(double value, double step, const std::array<const char*, 6>& units) {
  std::size_t unit = 0;
  // What would be rounded to the next unit is one of it.
  while (value >= step * 0.9995 && unit + 1 < units.size()) {
    value /= step;
    ++unit;
  }
  const char* how = unit == 0 || value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
  return format(how, value) + units[unit];
}

constexpr std::array<std::string_view, 8> heights{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

} // namespace

std::size_t columns_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
    std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

line& line::add(std::string_view text, style as) {
  text = first_columns(text, width_ - used_);
  if (text.empty())
    return *this;
  used_ += columns_of(text);
  const auto code = colours_ ? code_of(as) : std::string_view{};
  text_ += code;
  for (char c : text)
    text_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  if (!code.empty())
    text_ += "\x1b[0m";
  return *this;
}

line& line::left(std::string_view text, std::size_t columns, style as) {
  const auto shown = first_columns(text, columns);
  return add(std::string{shown} + std::string(columns - columns_of(shown), ' '), as);
}

line& line::right(std::string_view text, std::size_t columns, style as) {
  const auto shown = first_columns(text, columns);
  return add(std::string(columns - columns_of(shown), ' ') + std::string{shown}, as);
}

line& line::to(std::size_t column) {
  if (column > used_)
    add(std::string(column - used_, ' '));
  return *this;
}

std::string count_text(double value) {
  return scaled(value, 1'000, {"", "k", "M", "G", "T", "P"});
}

std::string bytes_text(double value) {
  return scaled(value, 1'024, {" B", " kB", " MB", " GB", " TB", " PB"});
}

std::string seconds_text(double value) {
  if (value <= 0)
    return "-";
  if (value < 1e-3)
    return format("%.0f us", value * 1e6);
  return value < 1 ? format("%.1f ms", value * 1e3) : format("%.1f s", value);
}

std::string age_text(double seconds) {
  const auto all = static_cast<long long>(std::max(seconds, 0.0));
  std::array<char, 48> buffer{};
  if (all < 60)
    std::snprintf(buffer.data(), buffer.size(), "%llds", all);
  else if (all < 3'600)
    std::snprintf(buffer.data(), buffer.size(), "%lldm%02llds", all / 60, all % 60);
  else if (all < 86'400)
    std::snprintf(buffer.data(), buffer.size(), "%lldh%02lldm", all / 3'600, all / 60 % 60);
  else
    std::snprintf(buffer.data(), buffer.size(), "%lldd%02lldh", all / 86'400, all / 3'600 % 24);
  return buffer.data();
}

std::string percent_text(double share) {
  return format("%.0f%%", share * 100);
}

std::string sparkline(const std::deque<double>& values, std::size_t columns, double top) {
  const auto skipped = values.size() > columns ? values.size() - columns : 0;
  for (std::size_t i = skipped; i < values.size(); ++i)
    top = std::max(top, values[i]);
  std::string result(columns - (values.size() - skipped), ' ');
  for (std::size_t i = skipped; i < values.size(); ++i) {
    const auto share = top > 0 ? std::clamp(values[i] / top, 0.0, 1.0) : 0;
    result += heights[static_cast<std::size_t>(std::lround(share * 7))];
  }
  return result;
}

std::string bar(double share, std::size_t columns) {
  const auto full = static_cast<std::size_t>(
    std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(columns)));
  std::string result;
  for (std::size_t i = 0; i < columns; ++i)
    result += i < full ? "█" : "░";
  return result;
}

} // namespace fleetwire::top
