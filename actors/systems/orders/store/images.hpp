#pragma once

#include "actors/systems/orders/rules/order.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What is known of images, inside a job of the store; their bytes are elsewhere.
namespace fleetwire::systems::orders::store {

struct image {
  std::string id;
  std::string order_id;
  std::string sender_id;
  std::string type; ///< "image/png" …
  std::int64_t bytes = 0;
  rules::instant at;

  bool operator==(const image&) const = default;
};

void insert(storage::session& db, const image& what);
/// Only if it belongs to this order.
std::optional<image> load_image(storage::session& db, std::string_view order_id,
                                std::string_view id);
std::int64_t images_of(storage::session& db, std::string_view order_id);

} // namespace fleetwire::systems::orders::store
