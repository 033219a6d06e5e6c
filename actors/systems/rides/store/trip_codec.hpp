#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/rides/rules/trip.hpp"

/// A trip is stored as columns for what is searched and joined, assignments, and two JSON objects.
namespace fleetwire::systems::rides::store {

/// What is frozen at the request: the way, the terms and the estimate.
std::string plan_text(const rules::trip& t);

/// False when the text is none; `out` is then in an unknown state.
bool read_plan(std::string_view text, rules::trip& out);

bool has_same_plan(const rules::trip& a, const rules::trip& b);

/// What changes and has no column.
std::string record_text(const rules::trip& t);
bool read_record(std::string_view text, rules::trip& out);

/// What a search by words looks through: the addresses, a line each.
std::string places_text(const rules::trip& t);

/// Since when somebody waits for the next step, for the search for stuck trips: of `arriving` since
/// the promised time, if there was one. Nothing when the trip is over.
std::optional<rules::instant> stage_since(const rules::trip& t) noexcept;

std::optional<rules::assignment_status> assignment_status_from(std::string_view text) noexcept;

} // namespace fleetwire::systems::rides::store
