#pragma once

#include <optional>
#include <string_view>

#include <fleetwire/value.hpp>

#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/rules/announcement.hpp"

/// What each party of a trip hears of an announcement; the event is rules::event_name's. Nothing:
/// it is not for them.
namespace fleetwire::systems::rides::wire {

/// `pickup` only matters to trip:requested; without it, it is null there.
std::optional<json> passenger_payload(const rules::announcement& what, const live::cast& people,
                                      const rules::named_place* pickup = nullptr);
std::optional<json> driver_payload(const rules::announcement& what, const live::cast& people);
std::optional<json> admin_payload(const rules::announcement& what, const live::cast& people,
                                  const rules::named_place* pickup = nullptr);

/// For those who come back: what is waiting for the driver's answer, with the time that is left.
std::optional<rules::announcement> offer_again(const rules::trip& t, rules::instant now);

/// For those who come back: where the trip has got to, as the event that led there.
rules::announcement latest_of(const rules::trip& t);

/// Of a trip, for its `requested`.
rules::named_place pickup_of(const rules::trip& t);

// -- what an admin writes to people -------------------------------------------------------------

inline constexpr std::string_view message_event = "trip:message";
inline constexpr std::string_view message_sent_event = "admin:trip:message_sent";

/// To the passenger or the driver.
json message_json(std::string_view trip_id, std::string_view text, rules::instant at);
/// To all admins: `target` is passenger, driver or both.
json message_sent_json(std::string_view trip_id, std::string_view target, std::string_view text,
                       std::string_view admin_id, rules::instant at);

} // namespace fleetwire::systems::rides::wire
