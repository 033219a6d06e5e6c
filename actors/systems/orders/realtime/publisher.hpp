#pragma once

#include "actors/systems/orders/live/news.hpp"

#include <fleetwire/socket.hpp>

namespace fleetwire::systems::orders::realtime {

/// Says the news of an order to those whom they concern. From any thread; what one thread says
/// keeps its order.
void publish(const nsp& where, const live::news& what);

/// Positions of one order replace each other on the way to a slow reader.
std::string position_key(std::string_view order_id);

inline constexpr std::string_view location_event = "location:updated";

} // namespace fleetwire::systems::orders::realtime
