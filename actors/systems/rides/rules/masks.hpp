#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::systems::rides::rules {

/// "••• ••123": the last three digits of a number; nothing of one that has no more.
std::optional<std::string> mask_phone(std::string_view phone);

/// What is known of people and vehicles, before it is decided who may see what.
struct person {
  std::string id;
  std::optional<std::string> name, photo_url, phone;
};

/// What a passenger learns of the driver who comes. Ratings do not exist yet and are null.
struct driver_slim {
  std::string id;
  std::optional<std::string> name, photo_url, phone_masked, phone;

  bool operator==(const driver_slim&) const = default;
};

/// What a driver learns of the passenger.
struct passenger_slim {
  std::string id;
  std::optional<std::string> name, photo_url, phone_masked;

  bool operator==(const passenger_slim&) const = default;
};

struct vehicle_slim {
  std::string id;
  std::optional<std::string> make, model, color, plate_number;

  bool operator==(const vehicle_slim&) const = default;
};

driver_slim as_driver(const person& who);
passenger_slim as_passenger(const person& who);

} // namespace fleetwire::systems::rides::rules
