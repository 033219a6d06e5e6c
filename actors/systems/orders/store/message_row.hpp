#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/store/columns.hpp"

namespace fleetwire::systems::orders::store {

/// From id, order_id, sender_id, sender_name, type, content, client_id, at.
inline rules::message read_message(const storage::row& r) {
  rules::message out;
  out.id = r.text(0);
  out.order_id = r.text(1);
  out.sender_id = r.text(2);
  out.sender_name = r.text(3);
  out.type = rules::message_type_from(r.text(4)).value_or(rules::message_type::text);
  out.content = r.text(5);
  out.client_id = maybe_text(r, 6);
  out.created_at = instant_at(r, 7);
  return out;
}

} // namespace fleetwire::systems::orders::store
