#include "actors/systems/fleet/wire/ids.hpp"

#include <algorithm>

namespace fleetwire::systems::fleet::wire {

bool is_id(std::string_view text) noexcept {
  constexpr std::string_view signs = "_.:-";
  const auto is_good = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || signs.find(c) != signs.npos;
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_good);
}

std::optional<std::string> read_id(value first, std::string_view member) {
  auto text = (first.type() == value::kind::object ? first[member] : first).as_string();
  return text && is_id(*text) ? std::move(text) : std::nullopt;
}

} // namespace fleetwire::systems::fleet::wire
