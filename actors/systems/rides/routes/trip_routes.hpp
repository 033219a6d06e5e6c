#pragma once

#include "actors/systems/rides/routes/support.hpp"
#include "actors/systems/rides/store/trip_list.hpp"

/// The parts of the routes of trips, each with its file; and what admins' routes share with them.
namespace fleetwire::systems::rides::routes {

void add_request_routes(contract::system_host& host, environment& in);
void add_read_routes(contract::system_host& host, environment& in);
void add_offer_routes(contract::system_host& host, environment& in);
void add_ride_routes(contract::system_host& host, environment& in);

/// The filters that both lists have.
store::trip_filter read_trip_filter(input& query);
/// Answers with the page; he who asks sees all of each trip.
void list_trips(environment& in, const web_request_ptr& request, const web_reply& reply,
                store::trip_filter filter, rest::paging where);

void get_trip(environment& in, const web_request_ptr& request, const web_reply& reply);
void get_trip_events(environment& in, const web_request_ptr& request, const web_reply& reply);

} // namespace fleetwire::systems::rides::routes
