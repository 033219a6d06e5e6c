#include "actors/engine/telemetry/exposition.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace fleetwire {

namespace {

/// Divided by, not multiplied with its inverse: bounds then come out round.
constexpr double nanoseconds = 1e9;

std::string text_of(double value) {
  std::array<char, 32> buffer{};
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"'))
      out += '\\';
    out += c;
  }
}

} // namespace

void exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  ((text_ += "# HELP ") += name) += ' ';
  append_escaped(text_, help, false);
  ((((text_ += "\n# TYPE ") += name) += ' ') += type) += '\n';
}

void exposition::name(std::string_view suffix, labels with, label last) {
  (text_ += family_) += suffix;
  char before = '{';
  auto add = [&](const label& one) {
    ((text_ += std::exchange(before, ',')) += one.first) += "=\"";
    append_escaped(text_, one.second, true);
    text_ += '"';
  };
  for (const auto& one : with)
    add(one);
  if (!last.first.empty())
    add(last);
  text_ += before == '{' ? " " : "} ";
}

void exposition::write(double value) {
  if (std::isnan(value))
    text_ += "NaN";
  else if (std::isinf(value))
    text_ += value > 0 ? "+Inf" : "-Inf";
  else
    text_ += text_of(value);
  text_ += '\n';
}

void exposition::sample(double value, labels with) {
  name("", with);
  write(value);
}

void exposition::sample(std::uint64_t value, labels with) {
  name("", with);
  (text_ += std::to_string(value)) += '\n';
}

void exposition::histogram(const contract::duration_histogram& what, labels with) {
  const auto counts = what.counts();
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += counts[i];
    // The last one takes all that is longer.
    bool last = i + 1 == counts.size();
    auto bound = static_cast<double>(contract::duration_histogram::bound(i)) / nanoseconds;
    name("_bucket", with, {"le", last ? "+Inf" : text_of(bound)});
    (text_ += std::to_string(sum)) += '\n';
  }
  name("_sum", with);
  write(static_cast<double>(what.total_nanoseconds()) / nanoseconds);
  name("_count", with);
  (text_ += std::to_string(sum)) += '\n';
}

double quantile(const contract::duration_histogram& of, double share) {
  const auto counts = of.counts();
  std::uint64_t total = 0;
  for (auto n : counts)
    total += n;
  const auto wanted = share * static_cast<double>(total);
  double below = 0;
  for (std::size_t i = 0; i < counts.size() && total > 0; ++i) {
    auto here = static_cast<double>(counts[i]);
    if (here > 0 && below + here >= wanted) {
      auto upper = static_cast<double>(contract::duration_histogram::bound(i)) / nanoseconds;
      auto lower = i == 0 ? 0 : upper / 2;
      return lower + (upper - lower) * ((wanted - below) / here);
    }
    below += here;
  }
  return 0;
}

} // namespace fleetwire
