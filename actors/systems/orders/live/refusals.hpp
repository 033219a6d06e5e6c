#pragma once

#include "actors/systems/orders/store/messages.hpp"

#include <optional>

/// What orders answer beside what the rules refuse.
namespace fleetwire::systems::orders::live {

rules::refusal unavailable(const storage::status& why);
rules::refusal no_such_message();
rules::refusal exists();
/// Why a message was not stored, if it was not.
std::optional<rules::refusal> reason_of(const store::stored_message& stored,
                                        const rules::message& what);

} // namespace fleetwire::systems::orders::live
