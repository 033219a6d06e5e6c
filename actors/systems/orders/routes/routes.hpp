#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/orders/routes/environment.hpp"

/// The REST of orders, below /api/orders. While installing; `in` outlives the host's routes.
namespace fleetwire::systems::orders::routes {

/// Making, listing, assigning and moving orders.
void add_order_routes(contract::system_host& host, environment& in);
/// What was said, where the courier was.
void add_reading_routes(contract::system_host& host, environment& in);
void add_image_routes(contract::system_host& host, environment& in);
/// Events from other back ends.
void add_event_routes(contract::system_host& host, environment& in);

inline void add_routes(contract::system_host& host, environment& in) {
  add_order_routes(host, in);
  add_reading_routes(host, in);
  add_image_routes(host, in);
  add_event_routes(host, in);
}

} // namespace fleetwire::systems::orders::routes
