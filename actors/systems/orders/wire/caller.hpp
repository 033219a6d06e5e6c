#pragma once

#include "actors/contract/auth.hpp"
#include "actors/systems/orders/rules/order.hpp"

namespace fleetwire::systems::orders::wire {

/// Whoever has this token, as an order sees him.
inline rules::caller caller_of(const contract::principal& who) {
  return {who.user, who.name, who.is("admin") || who.is("dispatcher") || who.is("service"),
          who.is("driver") || who.is("courier")};
}

} // namespace fleetwire::systems::orders::wire
