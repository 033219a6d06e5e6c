#pragma once

#include <string>
#include <string_view>

#include <fleetwire/value.hpp>

/// Bodies of requests that are good.
namespace fleetwire::systems::rides::catalog::testing {

inline constexpr std::string_view user_a = "11111111-1111-4111-8111-111111111111";
inline constexpr std::string_view user_b = "22222222-2222-4222-8222-222222222222";
inline constexpr std::string_view nobody = "99999999-9999-4999-8999-999999999999";

inline std::string category_body(std::string_view name) {
  return object{}.add("name", name).build().text;
}
inline std::string class_body(std::string_view name) {
  return object{}
    .add("name", name)
    .add("baseFareMultiplier", 1)
    .add("costPerKmMultiplier", 1.1)
    .add("costPerMinuteMultiplier", 1.25)
    .add("minFareMultiplier", 2)
    .add("minCapacity", 1)
    .add("maxCapacity", 4)
    .build()
    .text;
}
inline std::string type_body(std::string_view name, std::string_view of, std::string_view klass) {
  return object{}
    .add("name", name)
    .add("categoryId", of)
    .add("serviceClassIds", json{"[\"" + std::string{klass} + "\"]"})
    .add("baseFare", 100)
    .add("costPerKm", 50.5)
    .add("costPerMinute", 10)
    .add("minFare", 120)
    .add("defaultCapacity", 4)
    .build()
    .text;
}
inline std::string car_text(std::string_view type, std::string_view plate) {
  return object{}
    .add("vehicleTypeId", type)
    .add("make", "Lada")
    .add("model", "2107")
    .add("year", 1984)
    .add("plateNumber", plate)
    .add("status", "in_service")
    .build()
    .text;
}
inline std::string driver_body(std::string_view user, std::string_view license,
                               const std::string& car = {}) {
  object out;
  out.add("userId", user).add("driverLicenseNumber", license);
  out.add("driverLicenseExpirationDate", "2030-01-31");
  out.add("backgroundCheckStatus", "approved").add("isApproved", true);
  out.add("driverStatus", "active");
  if (!car.empty())
    out.add("initialVehicle", json{car});
  return out.build().text;
}

} // namespace fleetwire::systems::rides::catalog::testing
