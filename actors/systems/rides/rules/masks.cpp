#include "actors/systems/rides/rules/masks.hpp"

#include <algorithm>

namespace fleetwire::systems::rides::rules {

namespace {

std::optional<std::string> masked(const std::optional<std::string>& phone) {
  return phone ? mask_phone(*phone) : std::nullopt;
}

} // namespace

std::optional<std::string> mask_phone(std::string_view phone) {
  std::string last;
  for (auto c = phone.rbegin(); c != phone.rend() && last.size() < 3; ++c)
    if (*c >= '0' && *c <= '9')
      last += *c;
  // Of so short a number the mask would hide nothing.
  const auto digits =
    std::count_if(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits <= 3)
    return std::nullopt;
  std::reverse(last.begin(), last.end());
  return "\u2022\u2022\u2022 \u2022\u2022" + last;
}

driver_slim as_driver(const person& who) {
  return {who.id, who.name, who.photo_url, masked(who.phone), who.phone};
}

passenger_slim as_passenger(const person& who) {
  return {who.id, who.name, who.photo_url, masked(who.phone)};
}

} // namespace fleetwire::systems::rides::rules
