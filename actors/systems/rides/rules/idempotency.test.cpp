#define CAF_SUITE actors.systems.rides.rules.idempotency
#include "actors/systems/rides/rules/idempotency.hpp"

#include <set>

#include "actors/systems/rides/rules/trip_fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::rules;
using namespace std::chrono;

namespace {

const instant start = fixture::start;

idempotency_record first() {
  return std::get<run_request>(decide({}, "print", start)).record;
}

// run, the trip replayed, or the refusal.
std::string decision(const idempotency_record& known, std::string_view print, instant now) {
  const auto result = decide(known, print, now);
  if (const auto* r = std::get_if<refusal>(&result))
    return std::to_string(r->status) + " " + r->code;
  if (const auto* answer = std::get_if<replay_answer>(&result))
    return "trip " + answer->trip_id;
  return "run";
}

std::string chosen(std::optional<std::string_view> header, std::optional<std::string_view> body) {
  const auto result = choose_key(header, body);
  if (std::holds_alternative<refusal>(result))
    return "refused";
  return std::get<1>(result).value_or("none");
}

} // namespace

CAF_TEST(the lease keeps a second worker away for thirty seconds) {
  const auto known = first();
  CAF_CHECK_EQUAL(decision(known, "print", start), "409 REQUEST_IN_PROGRESS");
  CAF_CHECK_EQUAL(decision(known, "print", start + 30s - 1ms), "409 REQUEST_IN_PROGRESS");
  CAF_CHECK_EQUAL(decision(known, "print", start + 30s), "run");
  CAF_CHECK_EQUAL(decision(known, "other", start), "409 IDEMPOTENCY_KEY_REUSED");
  CAF_CHECK_EQUAL(decision(known, "other", start + 30s), "run");
  const auto wait = std::get<refusal>(decide(known, "print", start + 500ms));
  CAF_CHECK_EQUAL(wait.message, "Request in progress. Retry after 30s");
}

CAF_TEST(an answer is repeated for an hour) {
  const auto known = succeeded(first(), "t1");
  CAF_CHECK_EQUAL(decision(known, "print", start), "trip t1");
  CAF_CHECK_EQUAL(decision(known, "print", start + 1h - 1ms), "trip t1");
  CAF_CHECK_EQUAL(decision(known, "print", start + 1h), "run");
  CAF_CHECK_EQUAL(decision(known, "other", start + 1h - 1ms), "422 IDEMPOTENCY_KEY_REUSED");
  CAF_CHECK_EQUAL(decision(known, "other", start + 1h), "run");
}

CAF_TEST(a key belongs to its passenger) {
  CAF_CHECK((idempotency_key{"ana", "k"} != idempotency_key{"eva", "k"}));
  CAF_CHECK((idempotency_key{"ana", "k"} == idempotency_key{"ana", "k"}));
}

CAF_TEST(header or body may carry the key) {
  CAF_CHECK_EQUAL(chosen("h", "b"), "h");
  CAF_CHECK_EQUAL(chosen({}, "b"), "b");
  CAF_CHECK_EQUAL(chosen("", "b"), "b");
  CAF_CHECK_EQUAL(chosen({}, {}), "none");
  CAF_CHECK_EQUAL(chosen("", ""), "none");
  const std::string longest(120, 'k');
  CAF_CHECK_EQUAL(chosen(longest, {}), longest);
  CAF_CHECK_EQUAL(chosen(longest + "k", {}), "refused");
}

CAF_TEST(the canonical text tells requests apart) {
  const auto base = fixture::wanted();
  std::vector<request_trip> all(12, base);
  all[1].passenger_id = "eva";
  all[2].payment = payment_mode::card;
  all[3].category_id = "bike";
  all[4].pickup.lat += 1e-12;
  all[5].pickup_address.reset();
  all[6].pickup_address = "";
  all[7].stops.push_back(base.stops[0]);
  all[8].stops[0].seq = 2;
  all[9].stops[0].notes = "ring";
  all[10].stops[0].place_id = "ring";
  all[11].stops[0].planned_arrival_at = start;
  std::set<std::string> texts;
  for (const auto& each : all)
    texts.insert(canonical_text(each));
  CAF_CHECK_EQUAL(texts.size(), all.size());
  auto same = base;
  same.trip_id = "another";
  same.terms = {};
  CAF_CHECK_EQUAL(canonical_text(same), canonical_text(base));
}
