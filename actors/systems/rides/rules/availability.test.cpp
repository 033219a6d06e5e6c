#define CAF_SUITE actors.systems.rides.rules.availability
#include "actors/systems/rides/rules/availability.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace std::chrono;

namespace {

using event = availability_event;
using reason = unavailable_reason;
using events = std::vector<event>;

const instant start{hours{480000}};

eligibility able() {
  eligibility facts;
  facts.vehicle_id = "lada";
  return facts;
}

eligibility unable() {
  eligibility facts = able();
  facts.is_wallet_active = false;
  return facts;
}

availability offline() {
  availability a;
  a.driver_id = "pedro";
  return a;
}

availability ready() {
  auto a = log_in(offline(), able(), start).state;
  a.location = geo::point{23, -82};
  a.location_at = a.location_stored_at = start;
  return a;
}

availability done(const availability_outcome& o) {
  return std::get<availability_change>(o).state;
}

availability busy() {
  return done(write_status(ready(), {{}, false, {}}, able(), start));
}

availability on_trip() {
  return done(set_trip(ready(), "trip", start));
}

std::string refused(const availability_outcome& o) {
  const auto* r = std::get_if<refusal>(&o);
  return r ? std::to_string(r->status) + " " + r->message : "done";
}

geo::point metres_north(double metres) {
  return {23 + metres / geo::earth_radius_m * 180 / 3.14159265358979, -82};
}

// Whether a ping so much later, and so far away, is stored.
bool stores(const availability& a, milliseconds later, double metres, bool force = false) {
  const auto c = std::get<availability_change>(
    take_ping(a, {metres_north(metres), {}, force, true}, start + later));
  CAF_CHECK(c.state.presence_at == start + later);
  const bool stored = c.state.location == metres_north(metres) && c.state.location != a.location;
  CAF_CHECK(c.events == events{stored ? event::location_updated : event::status_updated});
  return stored;
}

} // namespace

CAF_TEST(login makes an eligible driver ready) {
  const auto c = log_in(offline(), able(), start);
  CAF_CHECK(is_ready(c.state));
  CAF_CHECK(c.state.last_online_at == start && c.state.presence_at == start);
  CAF_CHECK(c.state.waiting_since == start);
  CAF_CHECK_EQUAL(c.state.vehicle_id.value(), "lada");
  CAF_CHECK(c.events == events{event::status_updated});
  const auto without = log_in(offline(), unable(), start).state;
  CAF_CHECK(without.is_online && !without.is_available);
  CAF_CHECK(without.reason == reason::unavailable);
}

CAF_TEST(login on a trip keeps the trip) {
  const auto a = log_in(on_trip(), able(), start).state;
  CAF_CHECK(a.is_online && !a.is_available && a.reason == reason::on_trip);
  CAF_CHECK_EQUAL(a.trip_id.value(), "trip");
}

CAF_TEST(logout takes everything back but a trip) {
  const auto a = log_out(ready(), start + 1s).state;
  CAF_CHECK(!a.is_online && !a.is_available && a.reason == reason::offline);
  CAF_CHECK(!a.waiting_since);
  const auto riding = log_out(on_trip(), start + 1s).state;
  CAF_CHECK(!riding.is_online && riding.reason == reason::on_trip);
  CAF_CHECK(clear_trip(riding, able(), start + 2s).state.reason == reason::offline);
}

CAF_TEST(every fact of eligibility counts) {
  CAF_CHECK(!obstacle(able()));
  for (int i = 0; i < 6; ++i) {
    auto facts = able();
    facts.is_driver = i != 0;
    facts.is_banned = i == 1;
    facts.is_approved = i != 2;
    facts.is_profile_active = i != 3;
    facts.is_wallet_active = i != 4;
    if (i == 5)
      facts.vehicle_id.reset();
    CAF_CHECK(obstacle(facts).has_value());
  }
}

CAF_TEST(available alone is enough to be asked again) {
  CAF_CHECK(busy().reason == reason::unavailable);
  const auto a = done(write_status(busy(), {{}, true, {}}, able(), start + 80s));
  CAF_CHECK(is_ready(a));
  CAF_CHECK(a.presence_at == start + 80s);
  CAF_CHECK(a.waiting_since == start + 80s);
}

CAF_TEST(available brings an offline driver online) {
  const auto a = done(write_status(offline(), {{}, true, {}}, able(), start));
  CAF_CHECK(is_ready(a));
  CAF_CHECK(a.last_online_at == start);
}

CAF_TEST(available is refused to the ineligible and on a trip) {
  CAF_CHECK_EQUAL(refused(write_status(busy(), {true, true, {}}, unable(), start)),
                  "409 The driver's wallet is blocked");
  CAF_CHECK_EQUAL(refused(write_status(on_trip(), {{}, true, {}}, able(), start)),
                  "400 Cannot set available while ON_TRIP");
  CAF_CHECK_EQUAL(refused(write_status(on_trip(), {false, true, {}}, able(), start)),
                  "400 Cannot set available while ON_TRIP");
}

CAF_TEST(offline wins over available) {
  const auto a = done(write_status(ready(), {false, true, {}}, able(), start + 1s));
  CAF_CHECK(!a.is_online && !a.is_available && a.reason == reason::offline);
  CAF_CHECK(a.last_online_at == start + 1s);
}

CAF_TEST(online alone waits for available) {
  const auto a = done(write_status(offline(), {true, {}, {}}, able(), start));
  CAF_CHECK(a.is_online && !a.is_available && a.reason == reason::unavailable);
}

CAF_TEST(an explicit reason is kept while not available) {
  const status_write with_null{true, false, std::optional<reason>{}};
  CAF_CHECK(!done(write_status(ready(), with_null, able(), start)).reason);
  const status_write with_offline{{}, false, std::optional{reason::offline}};
  CAF_CHECK(done(write_status(ready(), with_offline, able(), start)).reason == reason::offline);
  const status_write contradiction{true, true, std::optional{reason::unavailable}};
  CAF_CHECK(is_ready(done(write_status(busy(), contradiction, able(), start))));
}

CAF_TEST(not available while offline stays offline) {
  const auto a = done(write_status(offline(), {{}, false, {}}, able(), start));
  CAF_CHECK(!a.is_online && a.reason == reason::offline);
}

CAF_TEST(a write on a trip decides about afterwards) {
  const auto last = done(write_status(on_trip(), {{}, false, {}}, able(), start));
  CAF_CHECK(last.reason == reason::on_trip);
  const auto after = clear_trip(last, able(), start).state;
  CAF_CHECK(after.is_online && !after.is_available && after.reason == reason::unavailable);
}

CAF_TEST(a trip takes the driver and gives him back as he was) {
  const auto taken = std::get<availability_change>(set_trip(ready(), "trip", start + 1s));
  CAF_CHECK(!taken.state.is_available && taken.state.reason == reason::on_trip);
  CAF_CHECK(taken.events == (events{event::trip_updated, event::status_updated}));
  CAF_CHECK(!taken.state.waiting_since);
  const auto back = clear_trip(taken.state, able(), start + 9s).state;
  CAF_CHECK(is_ready(back));
  CAF_CHECK(back.presence_at == start + 9s && back.waiting_since == start + 9s);
  const auto blocked = clear_trip(taken.state, unable(), start + 9s).state;
  CAF_CHECK(blocked.is_online && blocked.reason == reason::unavailable);
  const auto was_busy = done(set_trip(busy(), "trip", start));
  CAF_CHECK(!is_ready(clear_trip(was_busy, able(), start).state));
  CAF_CHECK(is_ready(clear_trip(ready(), able(), start).state));
}

CAF_TEST(no driver is on two trips) {
  CAF_CHECK_EQUAL(refused(set_trip(on_trip(), "other", start)), "409 Driver is already on a trip");
  const auto again = done(set_trip(on_trip(), "trip", start));
  CAF_CHECK(is_ready(clear_trip(again, able(), start).state));
}

CAF_TEST(presence lives ninety seconds) {
  CAF_CHECK(is_matchable(ready(), start + presence_limit));
  CAF_CHECK(!is_matchable(ready(), start + presence_limit + 1ms));
  CAF_CHECK(presence_deadline(ready()) == start + presence_limit + 1ms);
  CAF_CHECK_EQUAL(refused(expire_presence(ready(), start + presence_limit)),
                  "409 The driver is still present");
  const auto gone = done(expire_presence(ready(), start + presence_limit + 1ms));
  CAF_CHECK(!gone.is_online && gone.reason == reason::offline);
  CAF_CHECK(gone.last_online_at == start);
  CAF_CHECK(!presence_deadline(gone));
  CAF_CHECK_EQUAL(refused(expire_presence(gone, start + 1h)), "409 The driver is still present");
}

CAF_TEST(presence does not end on a trip) {
  CAF_CHECK(!presence_deadline(on_trip()));
  CAF_CHECK_EQUAL(refused(expire_presence(on_trip(), start + 1h)),
                  "409 The driver is still present");
}

CAF_TEST(matchable needs a place and a vehicle) {
  auto a = ready();
  a.location.reset();
  CAF_CHECK(!is_matchable(a, start));
  a = ready();
  a.vehicle_id.reset();
  CAF_CHECK(!is_matchable(a, start));
}

CAF_TEST(pings are stored by age and distance) {
  CAF_CHECK(stores(ready(), 3s, 8.01));
  CAF_CHECK(!stores(ready(), 3s - 1ms, 8.01));
  CAF_CHECK(!stores(ready(), 3s, 7.99));
  CAF_CHECK(!stores(ready(), 45s - 1ms, 1));
  CAF_CHECK(stores(ready(), 45s, 1));
  CAF_CHECK(stores(ready(), 1ms, 1, true));
}

CAF_TEST(heartbeats do not starve positions) {
  auto a = ready();
  for (int i = 1; i <= 3; ++i)
    a = done(take_ping(a, {}, start + i * 1s));
  CAF_CHECK(a.presence_at == start + 3s);
  CAF_CHECK(stores(a, 3s, 20));
}

CAF_TEST(the first place is always stored and later ones when of use) {
  CAF_CHECK(stores(offline(), 1s, 0));
  auto parked = busy();
  CAF_CHECK(!stores(parked, 1h, 5000, true));
  CAF_CHECK(stores(on_trip(), 3s, 10));
  CAF_CHECK(!stores(on_trip(), 3s - 1ms, 10));
  const auto told = done(take_ping(parked, {metres_north(1), {}, false, false}, start + 1ms));
  CAF_CHECK(told.location == metres_north(1));
  CAF_CHECK(!told.is_available && !offline().is_online);
}

CAF_TEST(a reported time is believed up to now) {
  const auto at = [](instant reported) {
    return done(take_ping(offline(), {geo::point{1, 1}, reported, false, true}, start)).location_at;
  };
  CAF_CHECK(at(start - 5s) == start - 5s);
  CAF_CHECK(at(start + 5s) == start);
}

CAF_TEST(impossible places are refused) {
  CAF_CHECK(refused(take_ping(ready(), {geo::point{91, 0}, {}, false, true}, start)) != "done");
  CAF_CHECK(refused(take_ping(ready(), {geo::point{90, 180}, {}, false, false}, start)) == "done");
}

CAF_TEST(statuses have names for every client) {
  CAF_CHECK_EQUAL(availability_status(ready()), "AVAILABLE");
  CAF_CHECK_EQUAL(availability_status(busy()), "BUSY");
  CAF_CHECK_EQUAL(availability_status(on_trip()), "BUSY");
  CAF_CHECK_EQUAL(availability_status(offline()), "OFFLINE");
  for (const auto* name : {"AVAILABLE", "BUSY", "OFFLINE"}) {
    const auto a = done(write_status(ready(), *status_write_from(name), able(), start));
    CAF_CHECK_EQUAL(availability_status(a), name);
  }
  CAF_CHECK(!status_write_from("available"));
  CAF_CHECK(unavailable_reason_from("ON_TRIP") == reason::on_trip);
  CAF_CHECK(!unavailable_reason_from("on_trip"));
}
