#pragma once

#include <string_view>
#include <variant>

#include "actors/systems/rides/catalog/view.hpp"
#include "actors/systems/rides/pricing/policy.hpp"

namespace fleetwire::systems::rides::routes {

/// What a ride of this kind costs at this place and time: the cheapest type of the category that
/// serves the class, under the policy in force.
std::variant<pricing::tariff, pricing::pricing_fault> find_tariff(
  const catalog::catalog_view& view, std::string_view category_id,
  std::string_view service_class_id, geo::point pickup, pricing::instant now,
  const pricing::zone_offset& offset_of);

} // namespace fleetwire::systems::rides::routes
