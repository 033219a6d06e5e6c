#include "config/sources.hpp"
#include "config/values.hpp"

#include <algorithm>

namespace fleetwire::config {

std::string folded(std::string_view name) {
  const bool shouting = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
  std::string out;
  for (const char c : name) {
    if (c == '.' || c == '-' || c == '_') {
      out += '_';
    } else if (c >= 'A' && c <= 'Z') {
      if (!shouting && !out.empty() && out.back() != '_')
        out += '_';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

name_index::name_index(std::span<const option> table) : table_(table) {
  // nop
}

const option* name_index::find(std::string_view name) const {
  const auto wanted = folded(name);
  const auto i =
    std::ranges::find_if(table_, [&](const option& o) { return folded(o.path) == wanted; });
  return i == table_.end() ? nullptr : &*i;
}

bool name_index::knows_section_of(std::string_view name) const {
  const auto wanted = folded(name);
  return std::ranges::any_of(table_, [&](const option& o) {
    const auto dot = o.path.find('.');
    return dot != std::string::npos
           && wanted.starts_with(folded(std::string_view{o.path}.substr(0, dot + 1)));
  });
}

std::string name_index::suggestion(std::string_view name) const {
  const auto wanted = folded(name);
  const auto wanted_key = folded(name.substr(name.rfind('.') + 1));
  const option* best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(2, wanted.size() / 4) + 1;
  for (const auto& o : table_) {
    const auto key = std::string_view{o.path}.substr(o.path.rfind('.') + 1);
    // The right key in the wrong section is as near as a single slip.
    const auto distance =
      std::min(edit_distance(wanted, folded(o.path)),
               wanted_key == key ? std::size_t{1} : edit_distance(wanted, key) + 1);
    if (distance < best_distance) {
      best = &o;
      best_distance = distance;
    }
  }
  return best ? "; did you mean " + best->path + "?" : std::string{};
}

} // namespace fleetwire::config
