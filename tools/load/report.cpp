#include "tools/load/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace fleetwire::load {

namespace {

std::string printed(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

bool is_whole(double value) {
  return std::abs(value) < 1e15 && value == std::floor(value);
}

} // namespace

std::string readable(double value) {
  if (!std::isfinite(value))
    return "-";
  bool whole = is_whole(value) || std::abs(value) >= 1000;
  auto text = printed(whole ? "%.0f" : std::abs(value) >= 10 ? "%.1f" : "%.3f", value);
  if (!whole)
    return text;
  std::size_t digits = text.size() - (text[0] == '-' ? 1 : 0);
  for (std::size_t i = 3; i < digits; i += 3)
    text.insert(text.size() - i - (i / 3 - 1), 1, ' ');
  return text;
}

void report::add(std::string_view key, std::string_view label, double value,
                 std::string_view unit) {
  lines_.push_back({std::string{key}, std::string{label}, value, std::string{unit}});
}

void report::add_latency(std::string_view key, std::string_view label, const histogram& latency) {
  struct point {
    const char* key;
    const char* label;
    double share;
  };
  constexpr point points[] = {
    {"_p50_us", " p50", 0.5}, {"_p99_us", " p99", 0.99}, {"_p999_us", " p99.9", 0.999}};
  for (const auto& p : points)
    add(std::string{key} + p.key, std::string{label} + p.label,
        static_cast<double>(latency.quantile(p.share)) / 1000, "us");
  add(std::string{key} + "_max_us", std::string{label} + " max",
      static_cast<double>(latency.max()) / 1000, "us");
}

double report::value(std::string_view key) const {
  auto found =
    std::find_if(lines_.begin(), lines_.end(), [&](const line& l) { return l.key == key; });
  return found == lines_.end() ? 0 : found->value;
}

std::string report::table() const {
  std::size_t width = 0;
  for (const auto& l : lines_)
    width = std::max(width, l.label.size());
  auto out = scenario_ + "\n";
  for (const auto& l : lines_) {
    auto value = readable(l.value);
    out += "  " + l.label + std::string(width - l.label.size() + 2, ' ');
    out += std::string(value.size() < 14 ? 14 - value.size() : 0, ' ') + value;
    out += (l.unit.empty() ? "" : " " + l.unit) + "\n";
  }
  return out;
}

std::string report::json() const {
  auto out = "{\"scenario\":\"" + scenario_ + "\"";
  for (const auto& l : lines_) {
    auto value =
      !std::isfinite(l.value) ? "null" : printed(is_whole(l.value) ? "%.0f" : "%.6g", l.value);
    out += ",\"" + l.key + "\":" + value;
  }
  return out + "}\n";
}

} // namespace fleetwire::load
