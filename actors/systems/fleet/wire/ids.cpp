#include "actors/systems/fleet/wire/ids.hpp"

namespace fleetwire::systems::fleet::wire {

std::optional<std::string> read_id(value first, std::string_view member) {
  auto text = (first.type() == value::kind::object ? first[member] : first).as_string();
  return text && is_id(*text) ? std::move(text) : std::nullopt;
}

} // namespace fleetwire::systems::fleet::wire
