#include "actors/contract/language.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire::contract {

namespace {

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// The quality behind ";q=", in thousandths; 1000 without one.
int quality_of(std::string_view parameters) noexcept {
  auto at = parameters.find("q=");
  if (at == parameters.npos)
    return 1000;
  auto digits = trimmed(parameters.substr(at + 2));
  double quality = 0;
  auto end = std::from_chars(digits.data(), digits.data() + digits.size(), quality);
  return end.ec == std::errc{} && quality >= 0 && quality <= 1 ? static_cast<int>(quality * 1000)
                                                               : 0;
}

language language_of(std::string_view tag) noexcept {
  auto is = [&](char a, char b) {
    return tag.size() >= 2 && (tag[0] | 0x20) == a && (tag[1] | 0x20) == b
           && (tag.size() == 2 || tag[2] == '-');
  };
  return is('e', 's') ? language::spanish : is('e', 'n') ? language::english : language::as_written;
}

} // namespace

language pick_language(std::string_view header) noexcept {
  auto best = language::as_written;
  int best_quality = 0;
  while (!header.empty()) {
    auto item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(item.size() + 1, header.size()));
    auto cut = std::min(item.find(';'), item.size());
    auto found = language_of(trimmed(item.substr(0, cut)));
    auto quality = quality_of(item.substr(cut));
    if (found == language::as_written || quality <= best_quality)
      continue;
    best = found;
    best_quality = quality;
  }
  return best;
}

} // namespace fleetwire::contract
