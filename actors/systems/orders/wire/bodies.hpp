#pragma once

#include "actors/contract/input.hpp"
#include "actors/systems/orders/live/messages.hpp"

#include <optional>
#include <string>

/// What clients send. Faults stay in the input; after one the values are empty.
namespace fleetwire::systems::orders::wire {

/// An order's id, as path or member.
std::optional<std::string> read_order_id(contract::input& in, std::string_view name = "orderId",
                                         contract::need = contract::need::required);

struct new_order {
  std::optional<std::string> id;
  std::optional<std::string> customer_id;
  rules::order what; ///< the rest
};
new_order read_new_order(contract::input& in);

rules::position_report read_position(contract::input& in);
/// Type, content and clientId.
rules::message read_message(contract::input& in);

struct history_request {
  std::optional<std::string> before;
  std::int64_t limit = 50;
};
history_request read_history(contract::input& in);

/// An event's name that a server may send: not one of Socket.IO's own.
std::optional<std::string> read_event_name(contract::input& in);

/// All faults in one line.
std::string sentence_of(const contract::input& in);

} // namespace fleetwire::systems::orders::wire
