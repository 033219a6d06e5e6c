#define CAF_SUITE actors.systems.rides.rules.trip
#include "actors/systems/rides/rules/trip.hpp"

#include "actors/systems/rides/rules/trip_fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace fleetwire::systems::rides::rules::fixture;
using namespace std::chrono;

namespace {

std::vector<std::string> events(const change& c) {
  std::vector<std::string> result;
  for (const auto& each : c.announcements)
    result.emplace_back(event_name(each.kind));
  return result;
}

std::vector<std::string> logged(const change& c) {
  std::vector<std::string> result;
  for (const auto& each : c.log)
    result.emplace_back(to_string(each.kind));
  return result;
}

log_value field(const log_entry& entry, std::string_view name) {
  for (const auto& each : entry.metadata)
    if (each.name == name)
      return each.value;
  CAF_FAIL("no field " << name);
}

std::string code(const outcome& o) {
  const auto* refused = std::get_if<refusal>(&o);
  return refused ? std::to_string(refused->status) + " " + refused->code : "done";
}

std::string message(const outcome& o) {
  const auto* refused = std::get_if<refusal>(&o);
  return refused ? refused->message : "done";
}

using strings = std::vector<std::string>;

} // namespace

CAF_TEST(a request is priced and numbered) {
  auto r = wanted();
  r.stops = {{7, {23.3, -82.4}, "second", {}, {}, {}}, {2, {23.2, -82.4}, "first", {}, {}, {}}};
  const auto made = std::get<change>(request(r, start));
  CAF_CHECK(made.state.status == trip_status::pending);
  CAF_CHECK_EQUAL(made.state.stops.at(0).address.value(), "first");
  CAF_CHECK_EQUAL(made.state.stops.at(0).seq, 1);
  CAF_CHECK_EQUAL(made.state.stops.at(1).seq, 2);
  CAF_CHECK_EQUAL(made.state.planned.distance_km, 22.239);
  CAF_CHECK_EQUAL(made.state.planned.duration_min, 44.48);
  CAF_CHECK_EQUAL(made.state.fare_estimated.value(), 1656.75);
  CAF_CHECK_EQUAL(made.state.version, 1u);
  CAF_CHECK_EQUAL(events(made), strings{"trip:requested"});
  CAF_CHECK_EQUAL(logged(made), strings{"trip_requested"});
  CAF_CHECK(field(made.log[0], "stops_count") == log_value{std::int64_t{2}});
  CAF_CHECK(field(made.log[0], "destination_hint")
            == log_value(named_place{{23.3, -82.4}, "second"}));
}

CAF_TEST(a request needs a stop and a passenger who is free) {
  auto r = wanted();
  r.passenger_is_on_trip = true;
  CAF_CHECK_EQUAL(message(request(r, start)), "Passenger already has an active trip");
  r = wanted();
  r.stops.clear();
  CAF_CHECK_EQUAL(message(request(r, start)), "Debe incluir al menos un stop (el destino).");
  CAF_CHECK_EQUAL(code(request(r, start)), "400 Bad Request");
}

CAF_TEST(the happy path tells its story in order) {
  life l;
  CAF_CHECK_EQUAL(events(l.must(start_assigning{})), strings{"trip:assigning_started"});
  const auto offered = l.must(offer_trip{"a1", "pedro", "lada", 20s, 5000});
  CAF_CHECK_EQUAL(events(offered), strings{"trip:assignment:offered"});
  CAF_CHECK_EQUAL(offered.announcements[0].ttl_sec.value(), 20);
  CAF_CHECK(offered.announcements[0].expires_at == start + 20s);
  CAF_CHECK_EQUAL(offered.announcements[0].driver_id.value(), "pedro");
  const auto accepted = l.must(accept_offer{"a1", "pedro"});
  CAF_CHECK_EQUAL(events(accepted), (strings{"trip:driver_accepted", "trip:assignment:accepted",
                                             "trip:driver_assigned"}));
  CAF_CHECK_EQUAL(logged(accepted), (strings{"driver_accepted", "driver_assigned"}));
  const auto arriving = l.must(head_to_pickup{"pedro", 7, geo::point{1, 2}});
  CAF_CHECK_EQUAL(events(arriving), (strings{"trip:arriving_started", "trip:driver_en_route"}));
  CAF_CHECK(l.state.pickup_eta_at == start + 7min);
  CAF_CHECK(!l.state.arrived_pickup_at);
  l.now += 1min;
  CAF_CHECK_EQUAL(events(l.must(report_arrival{"pedro"})), strings{"trip:driver_arrived_pickup"});
  CAF_CHECK(l.state.arrived_pickup_at == l.now);
  CAF_CHECK_EQUAL(events(l.must(start_ride{"pedro"})), strings{"trip:started"});
  const auto completed = l.must(complete_ride{"pedro", {12.5, 30, 25, 4, "Tolls"}});
  CAF_CHECK_EQUAL(events(completed), strings{"trip:completed"});
  CAF_CHECK_EQUAL(completed.announcements[0].fare_total.value(), 1050);
  CAF_CHECK_EQUAL(l.state.fare->total, 1050);
  CAF_CHECK(field(completed.log[0], "fare_total") == log_value{1050.0});
  CAF_CHECK_EQUAL(completed.released_drivers, strings{"pedro"});
  CAF_CHECK_EQUAL(l.state.version, 8u);
  CAF_CHECK(l.state.updated_at == l.now);
}

CAF_TEST(an offer is open until just before its deadline) {
  life early;
  early.offered().now += usual_ttl - 1ms;
  CAF_CHECK_EQUAL(code(early.run(check_deadlines{})), "409 Conflict");
  CAF_CHECK_EQUAL(code(early.run(expire_offer{"a1"})), "409 Conflict");
  CAF_CHECK_EQUAL(code(early.run(accept_offer{"a1", "pedro"})), "done");
  life late;
  late.offered().now += usual_ttl;
  CAF_CHECK_EQUAL(code(late.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_EXPIRED");
  CAF_CHECK_EQUAL(code(late.run(reject_offer{"a1", "pedro", {}})), "409 Conflict");
  const auto expired = late.must(check_deadlines{});
  CAF_CHECK_EQUAL(events(expired), strings{"trip:assignment:expired"});
  CAF_CHECK_EQUAL(expired.released_drivers, strings{"pedro"});
  CAF_CHECK(needs_matching(late.state));
  CAF_CHECK_EQUAL(code(late.run(check_deadlines{})), "409 Conflict");
  CAF_CHECK_EQUAL(code(late.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_EXPIRED");
}

CAF_TEST(an offer expires by itself at its deadline) {
  life l;
  l.offered().now += usual_ttl;
  CAF_CHECK_EQUAL(code(l.run(expire_offer{"a1"})), "done");
  CAF_CHECK_EQUAL(message(l.run(expire_offer{"a1"})), "Assignment not active or not found");
}

CAF_TEST(only the driver who was asked can accept and only once) {
  life l;
  l.offered();
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "juan"})), "404 ASSIGNMENT_NOT_FOUND");
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a2", "pedro"})), "404 ASSIGNMENT_NOT_FOUND");
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "pedro"})), "done");
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_ALREADY_RESPONDED");
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "juan"})), "404 ASSIGNMENT_NOT_FOUND");
}

CAF_TEST(answers to closed offers say why) {
  life rejected;
  rejected.offered().must(reject_offer{"a1", "pedro", "too far"});
  CAF_CHECK_EQUAL(code(rejected.run(accept_offer{"a1", "pedro"})),
                  "409 ASSIGNMENT_ALREADY_RESPONDED");
  CAF_CHECK_EQUAL(message(rejected.run(reject_offer{"a1", "pedro", {}})),
                  "Assignment is not active or not found");
  life cancelled;
  cancelled.offered().must(cancel_by_passenger{"ana", {}});
  CAF_CHECK_EQUAL(code(cancelled.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_STATE_CHANGED");
}

CAF_TEST(another driver cannot reject) {
  life l;
  l.offered();
  CAF_CHECK_EQUAL(code(l.run(reject_offer{"a1", "juan", {}})), "409 Conflict");
  CAF_CHECK_EQUAL(code(l.run(reject_offer{"a1", {}, {}})), "done");
}

CAF_TEST(one offer is live and nobody is asked twice) {
  life l;
  l.offered();
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a2", "juan", "kia"})), "409 OFFER_ALREADY_LIVE");
  l.must(reject_offer{"a1", "pedro", {}});
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a2", "pedro", "lada"})), "409 DRIVER_ALREADY_ASKED");
  l.offered("juan", "a2").must(expire_offer{"a2", true});
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a3", "juan", "kia"})), "409 DRIVER_ALREADY_ASKED");
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a3", "eva", "bmw"})), "done");
}

CAF_TEST(assigning ends after three minutes) {
  life l;
  l.must(start_assigning{});
  l.now = start + assigning_limit - 1ms;
  CAF_CHECK_EQUAL(code(l.run(check_deadlines{})), "409 Conflict");
  l.now += 1ms;
  const auto over = l.must(check_deadlines{});
  CAF_CHECK(l.state.status == trip_status::no_drivers_found);
  CAF_CHECK_EQUAL(events(over), strings{"trip:no_drivers_found"});
  CAF_CHECK_EQUAL(over.announcements[0].reason.value(), "matching_deadline");
}

CAF_TEST(an offer does not outlive the search) {
  life l;
  l.must(start_assigning{});
  l.now = start + assigning_limit - 12s;
  l.offered();
  CAF_CHECK(live_offer(l.state)->expires_at == start + assigning_limit);
  CAF_CHECK(next_deadline(l.state) == start + assigning_limit);
  l.now = start + assigning_limit;
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_EXPIRED");
  CAF_CHECK_EQUAL(events(l.must(check_deadlines{})),
                  (strings{"trip:assignment:expired", "trip:no_drivers_found"}));
}

CAF_TEST(an offer that is ended at the end of the search ends the search) {
  for (const auto left : {1ms, 0ms}) {
    life l;
    l.must(start_assigning{});
    l.now = start + assigning_limit - 12s;
    l.offered();
    l.now = start + assigning_limit - left;
    l.must(expire_offer{"a1", true});
    CAF_CHECK((l.state.status == trip_status::no_drivers_found) == (left == 0ms));
  }
}

CAF_TEST(an offer too short to read is not made) {
  for (const auto left : {5000ms, 4999ms}) {
    life l;
    l.must(start_assigning{});
    l.now = start + assigning_limit - left;
    CAF_CHECK_EQUAL(code(l.run(offer_trip{"a1", "pedro", "lada"})),
                    left == 5000ms ? "done" : "409 ASSIGNING_TIME_IS_UP");
  }
  life brief;
  brief.must(start_assigning{});
  brief.now = start + assigning_limit - 2s;
  CAF_CHECK_EQUAL(code(brief.run(offer_trip{"a1", "pedro", "lada", 2s})), "done");
}

CAF_TEST(the matcher does not give up while somebody is asked) {
  life l;
  l.offered();
  CAF_CHECK_EQUAL(code(l.run(give_up_matching{"none"})), "409 OFFER_ALREADY_LIVE");
  const auto marked = l.must(mark_no_drivers{"root", "closed"});
  CAF_CHECK_EQUAL(events(marked),
                  (strings{"trip:cancelled", "trip:no_drivers_found", "admin:trip:action_issued"}));
  CAF_CHECK(marked.announcements[0].to == (audience{false, true, false}));
  CAF_CHECK_EQUAL(marked.announcements[0].driver_id.value(), "pedro");
  CAF_CHECK_EQUAL(marked.released_drivers, strings{"pedro"});
}

CAF_TEST(a driver who leaves is replaced and not asked again) {
  life l;
  l.arriving().now += 5min;
  const auto left = l.must(cancel_by_driver{"pedro", "flat tyre"});
  CAF_CHECK(needs_matching(l.state));
  CAF_CHECK_EQUAL(events(left), (strings{"trip:cancelled", "trip:assigning_started"}));
  CAF_CHECK(left.announcements[0].to == (audience{false, true, false}));
  CAF_CHECK(left.announcements[0].current_status == trip_status::cancelled);
  CAF_CHECK(left.announcements[1].previous_status == trip_status::arriving);
  CAF_CHECK(!left.announcements[1].driver_id);
  CAF_CHECK_EQUAL(logged(left), (strings{"driver_canceled", "assigning_started"}));
  CAF_CHECK_EQUAL(left.released_drivers, strings{"pedro"});
  CAF_CHECK(!l.state.driver_id && !l.state.accepted_at && !l.state.pickup_eta_at);
  CAF_CHECK(l.state.assigning_deadline == l.now + assigning_limit);
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a2", "pedro", "lada"})), "409 DRIVER_ALREADY_ASKED");
  CAF_CHECK_EQUAL(code(l.run(accept_offer{"a1", "pedro"})), "409 ASSIGNMENT_STATE_CHANGED");
  l.offered("juan", "a2").must(accept_offer{"a2", "juan"});
  CAF_CHECK_EQUAL(l.state.driver_id.value(), "juan");
  CAF_CHECK_EQUAL(code(l.run(cancel_by_driver{"pedro", {}})), "400 Bad Request");
}

CAF_TEST(a cancellation tells everyone it concerns) {
  life alone;
  const auto quiet = alone.must(cancel_by_passenger{"ana", "too slow"});
  CAF_CHECK(quiet.announcements[0].to == (audience{true, false, true}));
  CAF_CHECK_EQUAL(quiet.announcements[0].reason.value(), "too slow");
  CAF_CHECK(alone.state.cancelled_at == start);
  life offered;
  const auto withdrawn = offered.offered().must(cancel_by_passenger{"ana", {}});
  CAF_CHECK(withdrawn.announcements[0].to == (audience{true, true, true}));
  CAF_CHECK_EQUAL(withdrawn.announcements[0].driver_id.value(), "pedro");
  CAF_CHECK_EQUAL(withdrawn.released_drivers, strings{"pedro"});
  life assigned;
  const auto ended = assigned.riding().must(cancel_by_admin{"root", "police"});
  CAF_CHECK_EQUAL(ended.released_drivers, strings{"pedro"});
  CAF_CHECK_EQUAL(events(ended), (strings{"trip:cancelled", "admin:trip:action_issued"}));
}

CAF_TEST(a stranger cannot cancel) {
  life l;
  CAF_CHECK_EQUAL(code(l.run(cancel_by_passenger{"eva", {}})), "403 Forbidden");
}

CAF_TEST(only the assigned driver moves the trip) {
  life l;
  l.accepted();
  CAF_CHECK_EQUAL(message(l.run(head_to_pickup{"juan", {}, {}})),
                  "Caller driver does not match trip.driver_id");
  CAF_CHECK_EQUAL(code(l.run(report_arrival{"juan"})), "400 Bad Request");
  CAF_CHECK_EQUAL(code(l.run(start_ride{"juan"})), "400 Bad Request");
  l.must(start_ride{"pedro"});
  CAF_CHECK_EQUAL(message(l.run(complete_ride{"juan", {}})), "Driver not assigned / mismatched");
}

CAF_TEST(arrival from accepted goes by way of arriving and counts once) {
  life l;
  const auto arrived = l.accepted().must(report_arrival{"pedro"});
  CAF_CHECK(l.state.status == trip_status::arriving);
  CAF_CHECK_EQUAL(events(arrived),
                  (strings{"trip:arriving_started", "trip:driver_arrived_pickup"}));
  l.now += 1s;
  CAF_CHECK(!l.must(report_arrival{"pedro"}).has_effect());
  CAF_CHECK(l.state.arrived_pickup_at == start);
  CAF_CHECK_EQUAL(l.state.version, 5u);
}

CAF_TEST(positions are told every three seconds until arrival) {
  life l;
  l.arriving().now += tracking_interval - 1ms;
  const track_driver report{"pedro", {23, -82}, 3};
  CAF_CHECK(!l.must(report).has_effect());
  l.now += 1ms;
  const auto told = l.must(report);
  CAF_CHECK_EQUAL(events(told), strings{"trip:driver_en_route"});
  CAF_CHECK(told.log.empty());
  CAF_CHECK_EQUAL(told.announcements[0].eta_minutes.value(), 3);
  CAF_CHECK(l.state.pickup_eta_at == l.now + 3min);
  CAF_CHECK(!l.must(report).has_effect());
  l.must(report_arrival{"pedro"});
  l.now += 1min;
  CAF_CHECK(!l.must(report).has_effect());
  CAF_CHECK_EQUAL(code(l.run(track_driver{"juan", {}, {}})), "400 Bad Request");
}

CAF_TEST(a fare must be plausible) {
  life l;
  l.riding();
  CAF_CHECK_EQUAL(code(l.run(complete_ride{"pedro", {-0.1, {}, {}, {}, {}}})), "400 Bad Request");
  auto free_ride = l;
  auto terms = *l.state.terms;
  terms.card.cap = 0;
  free_ride.state.terms = terms;
  CAF_CHECK_EQUAL(code(free_ride.run(complete_ride{"pedro", {}})), "400 Bad Request");
  free_ride.state.payment = payment_mode::card;
  CAF_CHECK_EQUAL(code(free_ride.run(complete_ride{"pedro", {}})), "done");
  terms.type = {};
  l.state.terms = terms;
  CAF_CHECK_EQUAL(message(l.run(complete_ride{"pedro", {}})),
                  "Cannot compute final fare: missing vehicle type snapshot");
}

CAF_TEST(a retry starts a new search) {
  life l;
  l.offered().must(expire_offer{"a1", true});
  l.must(give_up_matching{"after_expire_no_candidates"});
  l.now += 1h;
  CAF_CHECK_EQUAL(code(l.run(retry_matching{"root", "again", {}, true})), "400 Bad Request");
  const auto again = l.must(retry_matching{"root", "again", {9000.0, {}, {}}, false});
  CAF_CHECK(l.state.assigning_deadline == l.now + assigning_limit);
  CAF_CHECK_EQUAL(l.state.overrides.radius_m.value(), 9000);
  CAF_CHECK(!l.state.end_reason);
  CAF_CHECK_EQUAL(events(again), (strings{"trip:assigning_started", "admin:trip:action_issued"}));
  CAF_CHECK_EQUAL(code(l.run(offer_trip{"a2", "pedro", "lada"})), "409 DRIVER_ALREADY_ASKED");
}

CAF_TEST(a retry in the middle of a search gives it its full time) {
  life l;
  l.must(start_assigning{});
  l.now += 1min;
  l.must(retry_matching{"root", "again", {}, false});
  CAF_CHECK(next_deadline(l.state) == l.now + assigning_limit);
}

CAF_TEST(names are those of the wire) {
  for (int i = 0; i < 8; ++i) {
    const auto status = static_cast<trip_status>(i);
    CAF_CHECK(trip_status_from(to_string(status)) == status);
    CAF_CHECK_EQUAL(is_active(status), i < 5);
  }
  CAF_CHECK(!trip_status_from("PENDING"));
  CAF_CHECK(payment_mode_from("CASH") == payment_mode::cash);
  CAF_CHECK(payment_mode_from("Wallet") == payment_mode::wallet);
  CAF_CHECK(!payment_mode_from("cas"));
  CAF_CHECK_EQUAL(to_string(trip_status::no_drivers_found), "no_drivers_found");
  CAF_CHECK_EQUAL(to_string(assignment_status::cancelled), "cancelled");
}
