#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/store/sent_lately.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// Messages by the clientIds of their senders, inside a job that writes.
namespace fleetwire::systems::orders::store {

struct sent_under {
  std::int64_t key = 0;                ///< free, when nothing is known
  std::optional<rules::message> known; ///< what was sent under the clientId before
};

sent_under find_sent(storage::session& db, sent_lately& lately, std::string_view sender,
                     std::string_view client);

/// Gives keys to at most so many messages of former releases; tells to how many.
std::size_t key_some(storage::session& db, sent_lately& lately, std::size_t most);

} // namespace fleetwire::systems::orders::store
