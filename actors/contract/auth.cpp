#include "actors/contract/auth.hpp"

#include <algorithm>

namespace fleetwire::contract {

bool principal::is(std::string_view role) const noexcept {
  return type == role || std::ranges::find(roles, role) != roles.end();
}

const principal& principal_of(const socket& s) {
  return *std::any_cast<const std::shared_ptr<const principal>&>(s.local());
}

} // namespace fleetwire::contract
