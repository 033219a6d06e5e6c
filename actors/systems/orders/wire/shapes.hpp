#pragma once

#include "actors/systems/orders/live/messages.hpp"
#include "actors/systems/orders/live/news.hpp"

#include <fleetwire/value.hpp>

#include <optional>
#include <string_view>
#include <vector>

/// What clients see of orders, exactly. Times are ISO texts as JavaScript makes them.
namespace fleetwire::systems::orders::wire {

/// As REST shows it.
json order_json(const rules::order& what);
/// With the newest position and what its reader has not read yet.
json standing_json(const live::standing& what);
json message_json(const rules::message& what);
json messages_json(const std::vector<rules::message>& what);
json position_json(const rules::position& where);

json status_event(const live::status_changed& what);
json assigned_event(const rules::order& what);
/// Four members and no more: what clients of the original know.
json location_event(std::string_view order_id, const rules::position& where);
json joined_event(std::string_view order_id);
json read_event(const live::read_up_to& what);
json typing_event(const live::is_typing& what);

} // namespace fleetwire::systems::orders::wire
