#pragma once

#include "actors/systems/orders/rules/order.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Parts of an order as texts in its row.
namespace fleetwire::systems::orders::store {

std::string courier_text(const rules::courier& who);
std::string place_text(const rules::place& where);

/// Nothing if the text is none of ours.
std::optional<rules::courier> read_courier(std::string_view text);
std::optional<rules::place> read_place(std::string_view text);

} // namespace fleetwire::systems::orders::store
