#include "actors/systems/fleet/wire/members.hpp"

#include "actors/contract/rest.hpp"

#include <string>

namespace fleetwire::systems::fleet::wire {

rules::refusal invalid(std::string_view what, std::string_view must) {
  return rules::bad("INVALID_BODY", std::string{what} + " must be " + std::string{must});
}

fault read(value from, std::string_view name, std::optional<double>& to) {
  if (is_absent(from))
    return {};
  to = from.as_double();
  return to ? fault{} : invalid(name, "a number");
}

fault read(value from, std::string_view name, std::optional<bool>& to) {
  if (is_absent(from))
    return {};
  to = from.as_bool();
  return to ? fault{} : invalid(name, "true or false");
}

fault read(value from, std::string_view name, std::optional<rules::instant>& to) {
  if (is_absent(from))
    return {};
  if (const auto ms = from.as_int())
    to = contract::rest::instant_of(*ms);
  else if (const auto text = from.as_string())
    to = contract::rest::parse_iso(*text);
  return to ? fault{} : invalid(name, "a time: ISO 8601, or milliseconds since 1970");
}

} // namespace fleetwire::systems::fleet::wire
