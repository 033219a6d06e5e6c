#include "actors/systems/rides/registry.hpp"

namespace fleetwire::systems::rides {

rules::eligibility registry::driver(std::string_view driver_id,
                                    const std::optional<std::string>& vehicle_id) const {
  const auto view = catalog_.view();
  const auto known = view->driver(driver_id);
  rules::eligibility facts;
  facts.is_approved = known.profile && known.profile->is_approved;
  facts.is_profile_active = known.profile && known.profile->status == "active";
  facts.is_wallet_active = known.purse && known.purse->status == "active";
  auto with = view->operational(driver_id, vehicle_id.value_or(""));
  if (vehicle_id && std::holds_alternative<catalog::unfit>(with))
    with = view->operational(driver_id); // his present one may have been taken out of service
  if (const auto* found = std::get_if<catalog::shared<catalog::vehicle>>(&with))
    facts.vehicle_id = (*found)->id;
  return facts;
}

namespace {

std::shared_ptr<const live::vehicle_facts> facts_of(const catalog::catalog_view& in,
                                                    std::string_view vehicle_id) {
  const auto row = in.find<catalog::vehicle>(vehicle_id);
  if (!row)
    return nullptr;
  live::vehicle_facts facts;
  facts.shown = {row->id, row->make, row->model, row->color, row->plate_number};
  facts.in_service = row->is_active && row->status == "in_service";
  if (const auto type = in.find<catalog::vehicle_type>(row->vehicle_type_id)) {
    facts.category_id = type->category_id;
    facts.class_ids = type->service_class_ids;
  }
  return std::make_shared<const live::vehicle_facts>(std::move(facts));
}

} // namespace

std::shared_ptr<const live::vehicle_facts> registry::vehicle(std::string_view vehicle_id) const {
  auto view = catalog_.view();
  std::string id{vehicle_id};
  const std::lock_guard guard{lock_};
  if (view != made_of_) {
    made_.clear();
    made_of_ = std::move(view);
  }
  auto& made = made_[std::move(id)];
  if (!made)
    made = facts_of(*made_of_, vehicle_id);
  return made;
}

} // namespace fleetwire::systems::rides
