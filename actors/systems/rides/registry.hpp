#pragma once

#include "actors/systems/rides/catalog/catalog.hpp"
#include "actors/systems/rides/live/surroundings.hpp"

namespace fleetwire::systems::rides {

/// The catalogue as live drivers and trips ask it.
class registry final : public live::fleet_register {
public:
  explicit registry(const catalog::catalog& of) : catalog_(of) {
  }
  rules::eligibility driver(std::string_view driver_id,
                            const std::optional<std::string>& vehicle_id) const override;
  std::optional<live::vehicle_facts> vehicle(std::string_view vehicle_id) const override;

private:
  const catalog::catalog& catalog_;
};

} // namespace fleetwire::systems::rides
