#pragma once

#include "actors/systems/rides/catalog/catalog.hpp"
#include "actors/systems/rides/live/surroundings.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace fleetwire::systems::rides {

/// The catalogue as live drivers and trips ask it.
class registry final : public live::fleet_register {
public:
  explicit registry(const catalog::catalog& of) : catalog_(of) {}
  rules::eligibility driver(std::string_view driver_id,
                            const std::optional<std::string>& vehicle_id) const override;
  std::shared_ptr<const live::vehicle_facts> vehicle(std::string_view vehicle_id) const override;

private:
  const catalog::catalog& catalog_;
  mutable std::mutex lock_;
  // Asked for with every position, so made once for each state of the catalogue.
  mutable decltype(catalog_.view()) made_of_;
  mutable std::unordered_map<std::string, std::shared_ptr<const live::vehicle_facts>> made_;
};

} // namespace fleetwire::systems::rides
