#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/input.hpp"
#include "actors/systems/rides/rules/trip_commands.hpp"

/// What clients send about trips. What is wrong is left in the input: ask it for finish() (HTTP) or
/// ok() (sockets, where unknown members are let pass) before using a result.
namespace fleetwire::systems::rides::wire {

using contract::input;
using rules::text_maybe;

/// {lat, lng} or {latitude, longitude} among the members of `in` itself.
std::optional<geo::point> read_point(input& in, contract::need wanted);

/// POST /api/trips. Ids, the tariff and the passenger of the token are for the caller to fill in.
struct create_body {
  rules::request_trip wanted; ///< passenger_id is empty when the body names nobody
  text_maybe idempotency_key;
};
create_body read_create(input& in);

struct estimate_body {
  std::string category_id, service_class_id;
  geo::point pickup;
  std::vector<geo::point> stops;
  std::string currency;
};
estimate_body read_estimate(input& in);

/// What a driver reports; his id when the body names him.
struct driver_body {
  text_maybe driver_id;
};
driver_body read_driver(input& in);

struct arriving_body : driver_body {
  std::optional<int> eta_minutes;
  std::optional<geo::point> driver_position;
};
arriving_body read_arriving(input& in);

struct complete_body : driver_body {
  pricing::actuals reported;
};
complete_body read_complete(input& in);

/// {reason?}
text_maybe read_reason(input& in);

struct cancel_body {
  text_maybe reason, driver_id, passenger_id;
};
cancel_body read_cancel(input& in);

/// {searchRadiusMeters?, maxCandidates?, offerTtlSeconds?}
rules::matching_overrides read_matching(input& in);

// -- of admins ------------------------------------------------------------------------------------

struct action_body {
  std::string reason;
  text_maybe internal_note;
};
action_body read_action(input& in);

/// Without the admin and what he cannot know.
rules::retry_matching read_retry(input& in);
rules::override_status read_override(input& in);

struct message_body {
  std::string target; ///< passenger, driver or both
  std::string text;
};
message_body read_message(input& in);

struct notification_body {
  std::string target; ///< session, user, role or all
  std::string id; ///< empty for all
  json data;
};
notification_body read_notification(input& in);

} // namespace fleetwire::systems::rides::wire
