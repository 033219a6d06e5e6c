#pragma once

#include <cstdint>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/contract/auth.hpp"
#include "actors/contract/json_writer.hpp"
#include "actors/systems/rides/rules/masks.hpp"
#include "actors/systems/rides/rules/trip.hpp"

/// Trips as answers carry them.
namespace fleetwire::systems::rides::wire {

/// Who and what takes part, as far as the reader may know; what is missing is null.
struct trip_details {
  const contract::person* passenger = nullptr;
  const contract::person* driver = nullptr;
  const rules::vehicle_slim* vehicle = nullptr;
  bool shows_phones = true;
};

/// All that any of the clients looks for; admins get the same.
json trip_json(const rules::trip& of, const trip_details& with);

void write_stop(contract::json_writer& out, const rules::stop& of);

/// A line of the trip's log; `metadata` is a JSON object.
void write_trip_event(contract::json_writer& out, std::string_view trip_id, std::int64_t seq,
                      std::string_view kind, rules::instant at, std::string_view metadata);

/// The answer to a rejection or an expiry.
json assignment_answer_json(std::string_view assignment_id, const rules::trip& after,
                            std::string_view message);

} // namespace fleetwire::systems::rides::wire
