#define CAF_SUITE actors.systems.fleet.rules.trip

#include "actors/systems/fleet/rules/trip.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet::rules;
using namespace std::chrono_literals;

namespace {

constexpr instant now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

trip in(trip_state state) {
  trip t;
  t.id = "t";
  t.vehicle_id = "v";
  t.state = state;
  return t;
}

std::string end_of(const trip& t, trip_step what) {
  const auto result = apply(t, {what, {}, "why"}, now);
  if (const auto* no = std::get_if<refusal>(&result))
    return no->code;
  return std::string{to_string(std::get<trip>(result).state)};
}

trip done(const trip& t, const trip_command& what) {
  return std::get<trip>(apply(t, what, now));
}

std::string code(const trip& t, const trip_command& what) {
  return std::get<refusal>(apply(t, what, now)).code;
}

} // namespace

CAF_TEST(a trip goes from planned to its end and never back) {
  using enum trip_state;
  struct row {
    trip_state from;
    const char *change, *start, *complete, *cancel;
  };
  const auto* no = "INVALID_STATE";
  for (const auto& r : {row{planned, "planned", "ongoing", no, "cancelled"},
                        row{ongoing, "ongoing", no, "completed", "cancelled"},
                        row{completed, no, no, no, no}, row{cancelled, no, no, no, no}}) {
    CAF_CHECK_EQUAL(end_of(in(r.from), trip_step::change), r.change);
    CAF_CHECK_EQUAL(end_of(in(r.from), trip_step::start), r.start);
    CAF_CHECK_EQUAL(end_of(in(r.from), trip_step::complete), r.complete);
    CAF_CHECK_EQUAL(end_of(in(r.from), trip_step::cancel), r.cancel);
  }
}

CAF_TEST(times and the reason are kept) {
  const auto gone = done(in(trip_state::planned), {trip_step::start});
  CAF_CHECK(gone.started_at == now);
  CAF_CHECK(!gone.ended_at);
  CAF_CHECK(done(gone, {trip_step::complete}).ended_at == now);
  const auto over = done(gone, {trip_step::cancel, {}, "flat tyre"});
  CAF_CHECK(over.reason == "flat tyre");
}

CAF_TEST(a word for how it goes must not contradict the state) {
  trip_patch late;
  late.status = "delayed";
  const auto t = done(in(trip_state::ongoing), {trip_step::change, late});
  CAF_CHECK(t.status == "delayed");
  late.status = "ongoing";
  CAF_CHECK(!done(t, {trip_step::change, late}).status);
  late.status = "completed";
  CAF_CHECK_EQUAL(code(t, {trip_step::change, late}), "INVALID_STATE");
  CAF_CHECK(!done(t, {trip_step::complete}).status);
}

CAF_TEST(how it goes is said of the trip that has begun) {
  trip_patch p;
  p.vehicle_id = "w"; // until then it may be another's
  p.status = "ongoing";
  const auto gone = done(in(trip_state::planned), {trip_step::start, p});
  CAF_CHECK(gone.state == trip_state::ongoing);
  CAF_CHECK_EQUAL(gone.vehicle_id, "w");
  CAF_CHECK(!gone.status);
  p.status = "planned";
  CAF_CHECK(!done(in(trip_state::planned), {trip_step::start, p}).status);
  p.status = "late";
  CAF_CHECK(done(in(trip_state::planned), {trip_step::start, p}).status == "late");
  p.status = "completed";
  CAF_CHECK_EQUAL(code(in(trip_state::planned), {trip_step::start, p}), "INVALID_STATE");
}

CAF_TEST(what is heard of a trip first may be that it is on its way) {
  const auto blank = in(trip_state::planned);
  trip_patch p;
  const auto first = [&](const char* status) {
    p.status = status;
    return fleetwire::systems::fleet::rules::begin(blank, {trip_step::change, p}, now);
  };
  const auto going = std::get<trip>(first("ongoing"));
  CAF_CHECK(going.state == trip_state::ongoing);
  CAF_CHECK(going.started_at == now);
  CAF_CHECK(std::get<trip>(first("late")).state == trip_state::planned);
  const auto over = first("completed");
  CAF_CHECK_EQUAL(std::get<refusal>(over).code, "INVALID_STATE");
}

CAF_TEST(a trip keeps its vehicle once it has begun) {
  trip_patch other;
  other.vehicle_id = "w";
  CAF_CHECK(done(in(trip_state::planned), {trip_step::change, other}).vehicle_id == "w");
  CAF_CHECK_EQUAL(code(in(trip_state::ongoing), {trip_step::change, other}), "INVALID_STATE");
}

CAF_TEST(stops that stay where they were in the row are still reached) {
  auto t = in(trip_state::ongoing);
  t.stops.resize(4);
  for (std::size_t i = 0; i < 4; ++i)
    t.stops[i].where.lat = static_cast<double>(i);
  t.stops[0].reached_at = t.stops[1].reached_at = now;
  const auto reached = [&t](std::vector<double> latitudes) {
    trip_patch p;
    for (const auto lat : latitudes)
      (p.stops ? *p.stops : p.stops.emplace()).emplace_back().where.lat = lat;
    std::string out;
    for (const auto& each : done(t, {trip_step::change, p}).stops)
      out += each.reached_at == now ? 'x' : '-';
    return out;
  };
  CAF_CHECK(reached({0, 1, 2, 3}) == "xx--");
  CAF_CHECK(reached({0, 1, 5, 2, 3}) == "xx---");
  CAF_CHECK(reached({0}) == "x");
  CAF_CHECK(reached({0, 5, 1, 2}) == "x---");
  CAF_CHECK(reached({5, 0, 1}) == "---");
}

CAF_TEST(members are merged and bounded) {
  trip_patch p;
  p.more = {{"a", "1"}, {"b", "\"x\""}, {"a", "2"}};
  auto t = done(in(trip_state::planned), {trip_step::change, p});
  CAF_CHECK_EQUAL(t.more.text(), R"("a":2,"b":"x")");
  p.more = {{"a", "null"}, {"c", "null"}};
  t = done(t, {trip_step::change, p});
  CAF_CHECK_EQUAL(t.more.text(), R"("b":"x")");
  const auto rest = most_member_bytes - t.more.bytes() - 5; // key and punctuation
  p.more = {{"k", std::string(rest, '1')}};
  CAF_CHECK_EQUAL(done(t, {trip_step::change, p}).more.bytes(), most_member_bytes);
  p.more = {{"k", std::string(rest + 1, '1')}};
  CAF_CHECK_EQUAL(code(t, {trip_step::change, p}), "TOO_LARGE");
  p.more.assign(most_members, {"a", "null"});
  CAF_CHECK_EQUAL(done(t, {trip_step::change, p}).more.text(), R"("b":"x")");
  p.more.emplace_back("a", "null");
  CAF_CHECK_EQUAL(code(t, {trip_step::change, p}), "TOO_LARGE");
}

CAF_TEST(a plan ends after it begins) {
  trip_patch p;
  p.planned_start = now;
  p.planned_end = now;
  CAF_CHECK(done(in(trip_state::planned), {trip_step::change, p}).planned_end == now);
  p.planned_end = now - 1ms;
  CAF_CHECK_EQUAL(code(in(trip_state::planned), {trip_step::change, p}), "INVALID_TIME");
}
