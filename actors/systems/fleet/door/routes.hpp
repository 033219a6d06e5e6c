#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/fleet/rules/refusal.hpp"

/// The REST interface of fleet: who may ask, and how a refusal looks.
namespace fleetwire::systems::fleet::door {

enum class right : std::uint8_t {
  somebody, ///< with a good token
  keeper,   ///< of the role admin or service
};

bool is_keeper(const contract::principal& who) noexcept;

/// Registers a route behind the check of the right and of the ids in its path.
void add_route(contract::system_host& host, std::string_view method, std::string_view pattern,
               right needed, contract::web_handler handle);

contract::web_answer refused(const rules::refusal& why);

} // namespace fleetwire::systems::fleet::door
