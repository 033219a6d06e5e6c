#include "actors/systems/rides/pricing/tariff.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "actors/systems/rides/pricing/rounding.hpp"

namespace fleetwire::systems::rides::pricing {

std::string_view to_string(scope value) noexcept {
  switch (value) {
    case scope::city:
      return "CITY";
    case scope::zone:
      return "ZONE";
    case scope::global:
      break;
  }
  return "GLOBAL";
}

std::optional<scope> scope_from(std::string_view text) noexcept {
  for (const auto value : {scope::global, scope::city, scope::zone})
    if (text == to_string(value))
      return value;
  return std::nullopt;
}

bool is_acceptable(const policy_price& price) noexcept {
  const auto is_amount = [](double value) { return std::isfinite(value) && value >= 0; };
  const double all[] = {price.base_fare,      price.per_km,      price.per_minute,
                        price.minimum_fare,   price.booking_fee, price.night_surcharge,
                        price.cap.value_or(0)};
  return std::all_of(std::begin(all), std::end(all), is_amount)
         && (price.base_fare > 0 || price.per_km > 0 || price.per_minute > 0);
}

double factor(double written) noexcept {
  if (!std::isfinite(written) || written <= 0)
    return 1;
  return rate(written >= 5 ? 1 + written / 100 : written);
}

rate_card resolve(const policy_price& price, std::string policy_id, scope scope_type,
                  std::string timezone_used) {
  const auto fee = [](double written) {
    return std::isfinite(written) ? std::max(money(written), 0.0) : 0;
  };
  rate_card card;
  card.policy_id = std::move(policy_id);
  card.scope_type = scope_type;
  card.timezone_used = std::move(timezone_used);
  card.base_fare = factor(price.base_fare);
  card.per_km = factor(price.per_km);
  card.per_minute = factor(price.per_minute);
  card.minimum_fare = factor(price.minimum_fare);
  card.booking_fee = fee(price.booking_fee);
  card.night_surcharge = fee(price.night_surcharge);
  if (price.cap && std::isfinite(*price.cap))
    card.cap = money(*price.cap);
  return card;
}

const vehicle_type* cheapest_type(const std::vector<vehicle_type>& types,
                                  std::string_view category_id,
                                  std::string_view service_class_id) noexcept {
  const vehicle_type* best = nullptr;
  for (const auto& type : types) {
    const auto& classes = type.service_class_ids;
    if (type.is_active && type.category_id == category_id
        && std::find(classes.begin(), classes.end(), service_class_id) != classes.end()
        && (!best || type.base_fare < best->base_fare))
      best = &type;
  }
  return best;
}

} // namespace fleetwire::systems::rides::pricing
