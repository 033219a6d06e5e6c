#include "actors/systems/rides/routes/tariffs.hpp"

#include <mutex>

#include "actors/systems/rides/routes/environment.hpp"
#include "actors/systems/rides/timezone/zone_book.hpp"

namespace fleetwire::systems::rides::routes {

std::variant<pricing::tariff, pricing::pricing_fault> find_tariff(
  const catalog::catalog_view& view, std::string_view category_id,
  std::string_view service_class_id, geo::point pickup, pricing::instant now,
  const pricing::zone_offset& offset_of) {
  auto klass = view.class_for_pricing(service_class_id);
  if (!klass)
    return pricing::pricing_fault::no_service_class;
  const auto* type = pricing::cheapest_type(view.vehicle_types(), category_id, service_class_id);
  if (type == nullptr)
    return pricing::pricing_fault::no_vehicle_type;
  const auto found = pricing::choose_policy(view.policies(), view.locate(pickup), now, offset_of);
  if (const auto* fault = std::get_if<pricing::pricing_fault>(&found))
    return *fault;
  const auto& [policy, timezone] = std::get<pricing::choice>(found);
  pricing::tariff out;
  out.card = pricing::resolve(policy->price, policy->id, policy->scope_type, timezone);
  out.type = *type;
  out.klass = std::move(*klass);
  return out;
}

pricing::zone_offset host_zones() {
  struct shared_book {
    std::mutex lock;
    timezone::zone_book book;
  };
  return [shared = std::make_shared<shared_book>()](std::string_view zone, pricing::instant at) {
    const std::lock_guard guard{shared->lock};
    return shared->book.offset_at(zone, at);
  };
}

} // namespace fleetwire::systems::rides::routes
