#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/rules/order.hpp"
#include "actors/systems/orders/rules/position.hpp"

#include <string>
#include <variant>

/// What is said to the people of an order. All but positions and typing is committed before.
namespace fleetwire::systems::orders::live {

struct status_changed {
  rules::order order; ///< with its new state
  rules::order_status previous = rules::order_status::created;
  std::string by;
};

struct courier_assigned {
  rules::order order;
};

/// He is its courier no more and hears nothing further of it.
struct courier_left {
  std::string order_id;
  std::string user_id;
};

struct courier_moved {
  std::string order_id;
  rules::position where;
};

struct message_said {
  rules::message_ptr what;
};

struct read_up_to {
  std::string order_id;
  std::string user_id;
  std::string message_id;
};

struct is_typing {
  std::string order_id;
  std::string user_id;
  std::string user_name;
  std::string socket_id; ///< where it is typed; it need not be told
};

using news = std::variant<status_changed, courier_assigned, courier_left, courier_moved,
                          message_said, read_up_to, is_typing>;

} // namespace fleetwire::systems::orders::live
