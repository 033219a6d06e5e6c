#pragma once

#include "actors/systems/rides/live/surroundings.hpp"
#include "actors/systems/rides/rules/idempotency.hpp"
#include "actors/systems/rides/rules/trip_commands.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "caf/allowed_unsafe_message_type.hpp"

/// What the actors say to each other and hear from outside. Answers run on the worker of the actor
/// that gives them, once, and must not throw.
namespace fleetwire::systems::rides::live {

template <class T>
using answer = std::function<void(const std::variant<rules::refusal, T>&)>;
/// Shared with the actor that gives it, who will have another when the trip changes.
using trip_ptr = std::shared_ptr<const rules::trip>;
using trip_answer = answer<trip_ptr>;
using driver_answer = answer<rules::availability>;

// -- to the desk of trips -----------------------------------------------------------------------------

/// A passenger wants to ride. With a key, the same request twice makes one trip.
struct ask_for_trip {
  rules::request_trip wanted;
  std::optional<std::string> key;
  trip_answer reply;
};

/// Live or stored: the actor of the trip does it.
struct tell_trip {
  std::string trip_id;
  rules::command what;
  trip_answer reply;
};

/// The same for clients who know only the assignment; `what` names it.
struct tell_assignment {
  std::string assignment_id;
  rules::command what;
  trip_answer reply;
};

struct look_at_trip {
  std::string trip_id;
  trip_answer reply;
};

/// By a trip, before anybody hears of it: who answers the one it makes means this trip. `gone` was
/// its offer before.
struct offer_changed {
  std::string trip_id;
  std::optional<std::string> gone;
  std::optional<std::string> made;
};

// -- to a trip --------------------------------------------------------------------------------------------

struct be_requested {
  rules::request_trip wanted;
  std::optional<rules::idempotency_record> key_record;
  std::optional<std::string> key;
  trip_answer reply;
};

struct do_command {
  rules::command what;
  trip_answer reply;
};

/// From the matcher.
struct candidates_found {
  std::uint64_t round = 0;
  std::vector<std::string> drivers; ///< in the order to ask them
  std::string reason; ///< when there are none
  rules::matching_round plan;
};

/// What a driver brings when he lets himself be asked.
struct driver_grant {
  std::string vehicle_id;
  rules::vehicle_slim vehicle;
  contract::person person;
  std::optional<geo::point> where;
};

/// From a driver who was to be reserved; no grant: he cannot.
struct reservation_answered {
  std::uint64_t round = 0;
  std::string driver_id;
  std::string assignment_id;
  std::optional<driver_grant> grant;
};

struct deadline_came {};

// -- to the matcher ---------------------------------------------------------------------------------------

/// May be asked, and is there.
struct driver_is_ready {
  std::string driver_id;
  geo::point where;
  instant waiting_since;
  std::shared_ptr<const vehicle_facts> with;
};

struct driver_is_not_ready {
  std::string driver_id;
};

struct find_drivers {
  std::shared_ptr<const rules::trip> trip;
  rules::matching_round plan;
  std::uint64_t round = 0;
  caf::actor reply_to;
};

struct count_nearby {
  geo::point where;
  double radius_m = 2000;
  std::size_t limit = 50;
  std::function<void(std::vector<std::string>)> reply;
};

// -- to the desk of drivers; it hands them to the driver ----------------------------------------------

struct make_record {
  std::optional<std::string> vehicle_id;
}; ///< so that he has one, offline
struct look {};
struct set_status {
  rules::status_write wanted;
};
struct take_ping {
  rules::ping received;
};
struct log_in {};
struct log_out {};
/// By a client: his own trip, or none.
struct set_trip {
  std::optional<std::string> trip_id;
};
/// By the trip that accepted him, or lets him go.
struct engage {
  std::string trip_id;
  std::string assignment_id;
};
struct release {
  std::string trip_id;
};
/// His vehicle, his wallet or his profile is not what it was.
struct facts_changed {};
/// A socket of his came or went: while there is one he is present.
struct be_connected {
  std::string socket_id;
  bool is_there = true;
};
/// Which trip he is on, or which is offered to him.
struct find_trip {
  std::function<void(const std::optional<std::string>&)> reply;
};
/// By a trip that was restored while it was offered to him.
struct hold {
  std::string trip_id;
};
/// By the trip that wants to offer itself.
struct reserve {
  std::shared_ptr<const rules::trip> trip;
  std::string assignment_id;
  std::uint64_t round = 0;
  caf::actor reply_to;
};

using driver_command =
  std::variant<make_record, look, set_status, take_ping, log_in, log_out, set_trip, engage, release,
               hold, reserve, facts_changed, be_connected, find_trip>;

struct tell_driver {
  std::string driver_id;
  driver_command what;
  driver_answer reply;
};

// -- to the recorder --------------------------------------------------------------------------------------

/// A sign of life; `moved`: to where it says, which is part of his way.
struct driver_seen {
  std::shared_ptr<const rules::availability> now;
  bool moved = false;
};

/// The announcements of a trip up to this version need not be told again.
struct was_told {
  std::string trip_id;
  std::uint64_t version = 0;
};

struct seen_written {};

// -- on the group `news` --------------------------------------------------------------------------------

/// Who takes part in a trip, as far as is known.
struct cast {
  std::optional<contract::person> passenger;
  std::optional<contract::person> driver;
  std::optional<rules::vehicle_slim> vehicle;
  rules::named_place pickup = {};
};

/// All that one change has to say, in its order.
struct trip_news {
  std::vector<rules::announcement> what;
  std::shared_ptr<const cast> people;
};

struct driver_news {
  std::shared_ptr<const rules::availability> state;
  std::vector<rules::availability_event> events;
};

} // namespace fleetwire::systems::rides::live

#define FLEETWIRE_LOCAL_MESSAGE(name)                                                              \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::rides::live::name)
FLEETWIRE_LOCAL_MESSAGE(ask_for_trip)
FLEETWIRE_LOCAL_MESSAGE(tell_trip)
FLEETWIRE_LOCAL_MESSAGE(tell_assignment)
FLEETWIRE_LOCAL_MESSAGE(look_at_trip)
FLEETWIRE_LOCAL_MESSAGE(be_requested)
FLEETWIRE_LOCAL_MESSAGE(do_command)
FLEETWIRE_LOCAL_MESSAGE(candidates_found)
FLEETWIRE_LOCAL_MESSAGE(reservation_answered)
FLEETWIRE_LOCAL_MESSAGE(deadline_came)
FLEETWIRE_LOCAL_MESSAGE(driver_is_ready)
FLEETWIRE_LOCAL_MESSAGE(driver_is_not_ready)
FLEETWIRE_LOCAL_MESSAGE(find_drivers)
FLEETWIRE_LOCAL_MESSAGE(count_nearby)
FLEETWIRE_LOCAL_MESSAGE(tell_driver)
FLEETWIRE_LOCAL_MESSAGE(offer_changed)
FLEETWIRE_LOCAL_MESSAGE(driver_seen)
FLEETWIRE_LOCAL_MESSAGE(was_told)
FLEETWIRE_LOCAL_MESSAGE(seen_written)
FLEETWIRE_LOCAL_MESSAGE(trip_news)
FLEETWIRE_LOCAL_MESSAGE(driver_news)
#undef FLEETWIRE_LOCAL_MESSAGE
