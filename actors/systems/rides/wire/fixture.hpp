#pragma once

#include <string>

#include <fleetwire/value.hpp>

#include "actors/contract/json.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/rules/trip_fixture.hpp"

/// Who takes part in the trips of this folder's tests.
namespace fleetwire::systems::rides::wire::fixture {

namespace trips = rules::fixture;

inline contract::person ana() {
  return {.id = "ana",
          .type = "passenger",
          .status = "active",
          .name = "Ana",
          .email = "",
          .phone = "+5355512345",
          .photo = ""};
}

inline contract::person pedro() {
  return {.id = "pedro",
          .type = "driver",
          .status = "active",
          .name = "Pedro",
          .email = "",
          .phone = "555-00123",
          .photo = "https://x.cu/p.jpg"};
}

inline rules::vehicle_slim lada() {
  return {"car of pedro", "Lada", "2107", std::nullopt, "P123"};
}

inline live::cast everybody() {
  return {ana(), pedro(), lada()};
}

/// The last announcement of its kind.
inline rules::announcement said(const rules::change& in, rules::announcement_kind what) {
  rules::announcement found;
  for (const auto& each : in.announcements)
    if (each.kind == what)
      found = each;
  return found;
}

inline contract::document parsed(const char* text) {
  return *contract::document::parse(text);
}

} // namespace fleetwire::systems::rides::wire::fixture
