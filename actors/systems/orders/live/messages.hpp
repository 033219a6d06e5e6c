#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/rules/order.hpp"
#include "actors/systems/orders/rules/position.hpp"
#include "actors/systems/orders/store/messages.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "caf/allowed_unsafe_message_type.hpp"

/// What orders are asked. Answers run on the worker of the order, once, and must not throw.
namespace fleetwire::systems::orders::live {

template <class T>
using answer = std::function<void(const std::variant<rules::refusal, T>&)>;

/// Make it, unless there is one of that id.
struct make {
  rules::order what;
  answer<rules::order> reply;
};

/// Assign or move it; for its members.
struct run {
  rules::command what;
  answer<rules::order> reply;
};

/// For its members. By `to_use` an open house makes it when it is not there.
struct look {
  rules::caller by;
  bool to_use = false;
  answer<rules::order> reply;
};

/// How it stands, for a member who is in its room already.
struct standing {
  rules::order order;
  std::optional<rules::position> where;
  std::int64_t unread = 0;
};
struct catch_up {
  rules::caller by;
  answer<standing> reply;
};

struct report {
  rules::caller by;
  rules::position_report sent;
  answer<rules::position> reply;
};

/// `what` has type, content and clientId; the order adds the rest.
struct say {
  rules::caller by;
  rules::message what;
  answer<rules::message_ptr> reply;
};

struct recall {
  rules::caller by;
  std::optional<std::string> before;
  std::int64_t limit = 50;
  answer<store::message_page> reply;
};

/// Has read up to this message; answers with its id.
struct mark {
  rules::caller by;
  std::string message_id;
  answer<std::string> reply;
};

struct type {
  rules::caller by;
  std::string socket_id;
  answer<std::monostate> reply;
};

using command = std::variant<make, run, look, catch_up, report, say, recall, mark, type>;

// -- between the actors --------------------------------------------------------------------------

struct tell_order {
  std::string order_id;
  command what;
};

struct idle_time_is_over {};

} // namespace fleetwire::systems::orders::live

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::orders::live::tell_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::orders::live::idle_time_is_over)
