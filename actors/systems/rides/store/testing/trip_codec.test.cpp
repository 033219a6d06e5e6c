#define CAF_SUITE actors.systems.rides.store.testing.trip_codec

#include "actors/systems/rides/store/trip_codec.hpp"

#include "actors/systems/rides/store/testing/random_records.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using store::testing::random_records;

namespace {

// Without what columns and the table of assignments hold.
rules::trip texts_only(rules::trip t) {
  const rules::trip blank;
  t.id = blank.id;
  t.passenger_id = blank.passenger_id;
  t.driver_id = blank.driver_id;
  t.vehicle_id = blank.vehicle_id;
  t.status = blank.status;
  t.payment = blank.payment;
  t.category_id = blank.category_id;
  t.service_class_id = blank.service_class_id;
  t.requested_at = blank.requested_at;
  t.completed_at = blank.completed_at;
  t.updated_at = blank.updated_at;
  t.version = blank.version;
  t.assignments.clear();
  return t;
}

} // namespace

CAF_TEST(any trip comes back from its texts) {
  random_records make{1};
  auto back = texts_only(make.trip()); // what is left of another must not show
  for (int i = 0; i < 1'000; ++i) {
    const auto t = make.trip();
    CAF_REQUIRE(store::read_plan(store::plan_text(t), back));
    CAF_REQUIRE(store::read_record(store::record_text(t), back));
    CAF_REQUIRE(back == texts_only(t));
  }
}

CAF_TEST(what changes is not in the plan and what is planned not in the record) {
  random_records make{2};
  for (int i = 0; i < 100; ++i) {
    const auto a = make.trip();
    auto b = make.trip();
    CAF_CHECK(!store::has_same_plan(a, b));
    b.pickup = a.pickup;
    b.pickup_address = a.pickup_address;
    b.stops = a.stops;
    b.terms = a.terms;
    b.planned = a.planned;
    b.fare_estimated = a.fare_estimated;
    b.estimate_details = a.estimate_details;
    CAF_CHECK(store::has_same_plan(a, b));
    CAF_CHECK_EQUAL(store::plan_text(a), store::plan_text(b));
    CAF_CHECK(store::record_text(a) != store::record_text(b));
  }
}

CAF_TEST(texts that are no trip are told apart) {
  random_records make{3};
  auto t = make.trip();
  t.accepted_at = make.at();
  auto terms = *t.terms;
  terms.currency = "CUP";
  t.terms = terms;
  rules::trip out;
  for (const auto* text : {"", "null", "[]", "{}", "7", "\"x\""})
    CAF_CHECK(!store::read_plan(text, out));
  for (const auto* text : {"", "null", "[]", "7", "\"x\""})
    CAF_CHECK(!store::read_record(text, out));
  CAF_CHECK(store::read_record("{}", out));
  const auto broken = [](std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    CAF_REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
  };
  const auto plan = store::plan_text(t);
  for (const auto* key :
       {"\"pickup\":", "\"stops\":", "\"terms\":", "\"planned\":", "\"estimate\":", "\"seq\":",
        "\"km\":", "\"scope\":", "\"policy_id\":", "\"currency\":"})
    CAF_CHECK(!store::read_plan(broken(plan, key, "\"other\":"), out));
  CAF_CHECK(!store::read_plan(broken(plan, "\"currency\":\"CUP\"", "\"currency\":1"), out));
  const auto record = store::record_text(t);
  CAF_CHECK(
    !store::read_record(broken(record, "\"accepted_at\":", "\"accepted_at\":\"x\",\"y\":"), out));
  CAF_CHECK(!store::read_record("{\"fare\":{}}", out));
  CAF_CHECK(!store::read_record("{\"override_candidates\":-1}", out));
}

CAF_TEST(who waits is known in every live state) {
  using enum rules::trip_status;
  rules::trip t;
  const auto at = [](int s) { return rules::instant{std::chrono::seconds{s}}; };
  t.requested_at = at(1);
  t.accepted_at = at(300);
  t.started_at = at(600);
  CAF_CHECK(store::stage_since(t) == at(1));
  t.status = assigning;
  CAF_CHECK(store::stage_since(t) == at(1));
  t.assigning_deadline = at(200);
  CAF_CHECK(store::stage_since(t) == at(20));
  t.status = accepted;
  CAF_CHECK(store::stage_since(t) == at(300));
  t.status = arriving;
  CAF_CHECK(store::stage_since(t) == at(300));
  t.pickup_eta_at = at(500);
  CAF_CHECK(store::stage_since(t) == at(500));
  t.status = in_progress;
  CAF_CHECK(store::stage_since(t) == at(600));
  for (const auto over : {completed, cancelled, no_drivers_found}) {
    t.status = over;
    CAF_CHECK(!store::stage_since(t));
  }
}

CAF_TEST(assignments have a name in both directions) {
  using enum rules::assignment_status;
  for (const auto each : {offered, accepted, rejected, expired, cancelled})
    CAF_CHECK(store::assignment_status_from(rules::to_string(each)) == each);
  CAF_CHECK(!store::assignment_status_from(""));
  CAF_CHECK(!store::assignment_status_from("Offered"));
}

CAF_TEST(a search looks through the addresses) {
  rules::trip t;
  CAF_CHECK_EQUAL(store::places_text(t), "");
  t.pickup_address = "Calle 23";
  t.stops = {{1, {}, {}, {}, {}, {}}, {2, {}, "Malecón", {}, {}, {}}};
  CAF_CHECK_EQUAL(store::places_text(t), "Calle 23\n\nMalecón");
}
