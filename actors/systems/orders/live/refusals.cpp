#include "actors/systems/orders/live/refusals.hpp"

namespace fleetwire::systems::orders::live {

rules::refusal unavailable(const storage::status& why) {
  if (why.code() == storage::errc::overloaded)
    return {503, "OVERLOADED", "Too much is waiting; try again"};
  if (why.code() == storage::errc::conflict)
    return {409, "CONFLICT", "The order has changed meanwhile; try again"};
  return {503, "STORAGE_UNAVAILABLE", "The change could not be stored"};
}

rules::refusal no_such_message() {
  return {404, "MESSAGE_NOT_FOUND", "The order has no such message"};
}

std::optional<rules::refusal> reason_of(const store::stored_message& stored,
                                        const rules::message& what) {
  if (!stored.has_image)
    return rules::refusal{404, "IMAGE_NOT_FOUND", "The order has no such image"};
  if (stored.known && !rules::is_repeated(*stored.known, what))
    return rules::client_id_taken();
  return std::nullopt;
}

rules::refusal exists() {
  return {409, "ORDER_EXISTS", "There is an order of that id"};
}

} // namespace fleetwire::systems::orders::live
