#pragma once

#include "actors/systems/orders/rules/order.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Orders, inside a job of the store.
namespace fleetwire::systems::orders::store {

/// Fails the job with errc::conflict when there is one of that id.
void insert(storage::session& db, const rules::order& what);
/// Fails the job with errc::conflict unless version `before` is stored.
void update(storage::session& db, const rules::order& what, std::uint64_t before);

std::optional<rules::order> load_order(storage::session& db, std::string_view id);

struct order_filter {
  std::optional<std::string> of; ///< he is its customer or its courier
  std::optional<std::string> customer_id;
  std::optional<std::string> courier_id;
  std::optional<rules::order_status> status;
};

struct order_page {
  std::vector<rules::order> orders; ///< newest first
  std::int64_t total = 0;
};

order_page list_orders(storage::session& db, const order_filter& filter, std::int64_t limit,
                       std::int64_t offset);

} // namespace fleetwire::systems::orders::store
