#pragma once

#include "actors/contract/auth.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::contract {

using people_by_id = std::map<std::string, person, std::less<>>;
/// As auth_port::find_person.
using person_finder =
  std::function<void(std::string_view id, std::function<void(std::optional<person>)> done)>;

/// Calls `use` once with those who exist; at once or later, on any thread.
void find_people(const person_finder& find, const std::vector<std::string>& ids,
                 std::function<void(const people_by_id&)> use);

} // namespace fleetwire::contract
