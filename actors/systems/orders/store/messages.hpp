#pragma once

#include "actors/systems/orders/rules/message.hpp"
#include "actors/systems/orders/store/sent_lately.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What was said, and how far it was read; inside a job of the store.
namespace fleetwire::systems::orders::store {

/// What became of a message that was to be stored.
struct stored_message {
  std::optional<rules::message> known; ///< there already, under this clientId of this sender
  bool has_image = true; ///< false: it names an image of ours that is none; nothing was stored
};

/// What would keep it from being stored.
stored_message look_before(storage::session& db, sent_lately& lately, const rules::message& what);

/// Stores it once for each clientId of its sender.
stored_message put(storage::session& db, sent_lately& lately, const rules::message& what);

struct message_page {
  std::vector<rules::message> messages; ///< newest last
  bool has_more = false;                ///< older ones
  bool is_known = true;                 ///< false: `before` is no message of this order
};

/// The newest, or those before a message.
message_page history(storage::session& db, std::string_view order_id,
                     const std::optional<std::string>& before, std::int64_t limit);

enum class marked : std::uint8_t { moved, stayed, unknown };

/// Moves the mark of a reader to a message; never back.
marked mark_read(storage::session& db, std::string_view order_id, std::string_view user_id,
                 std::string_view message_id, rules::instant now);

/// What others said after his mark.
std::int64_t unread(storage::session& db, std::string_view order_id, std::string_view user_id);

} // namespace fleetwire::systems::orders::store
