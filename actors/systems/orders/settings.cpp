#include "actors/systems/orders/settings.hpp"

namespace fleetwire::systems::orders {

namespace {

constexpr std::int64_t day = 86'400'000;

// clang-format off
void describe(std::vector<config::option>& rows, orders_settings& s) {
  rows.insert(rows.end(), {
    {.path = "orders.membership", .target = &s.membership,
     .help = "who may take part in an order: those it is registered for, or anybody with a token",
     .choices = {"registered", "open"}},
    {.path = "orders.idle_after", .target = &s.idle_after,
     .help = "an order that nobody asks about for so long leaves memory",
     .low = 1'000, .high = day},
    {.path = "orders.max_image_bytes", .target = &s.max_image_bytes,
     .help = "the largest image of a chat", .low = 1, .high = 64 << 20,
     .shape = config::form::bytes},
    {.path = "orders.max_images", .target = &s.max_images,
     .help = "images of one order", .high = 1'000'000},
    {.path = "orders.positions_kept", .target = &s.positions_kept,
     .help = "how long couriers' positions are kept", .low = 60'000, .high = 3'650 * day},
    {.path = "orders.track_points", .target = &s.track_points,
     .help = "newest positions kept of one order", .low = 1, .high = 10'000'000},
  });
}
// clang-format on

} // namespace

std::shared_ptr<config::section> make_section() {
  return std::make_shared<config::section_of<orders_settings>>(section_name, describe);
}

} // namespace fleetwire::systems::orders
