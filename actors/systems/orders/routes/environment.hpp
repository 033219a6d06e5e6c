#pragma once

#include "actors/contract/auth.hpp"
#include "actors/systems/orders/images/shelf.hpp"
#include "actors/systems/orders/live/service.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::systems::orders::routes {

/// All that the routes know of the world. Outlives them; filled before the first request comes,
/// then only read.
struct environment {
  std::function<void(const std::string& order_id, live::command)> tell;
  storage::store* store = nullptr;
  images::shelf* shelf = nullptr;
  const contract::clock* clock = nullptr;
  /// May answer on any thread.
  std::function<void(std::string_view id, std::function<void(std::optional<contract::person>)>)>
    find_person;
  std::function<std::string()> new_id; ///< a UUID; from any thread
  /// Sends an event to a room, then tells how many sockets are in it; any thread.
  std::function<void(const std::string& room, const std::string& event, std::optional<json> data,
                     std::function<void(std::size_t)> done)>
    send;
  rules::membership mode = rules::membership::registered;
  std::size_t max_image_bytes = 0;
  std::int64_t max_images = 0;

  rules::instant now() const {
    return std::chrono::floor<std::chrono::milliseconds>(clock->wall());
  }
};

} // namespace fleetwire::systems::orders::routes
