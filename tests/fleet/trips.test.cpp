#define CAF_SUITE tests.fleet.trips

#include "tests/fleet/depot.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::depot;
using namespace std::chrono_literals;
using lines = std::vector<std::string>;

namespace {

constexpr double km = 1 / 111.19492664; // in degrees of latitude

live::trip_request plan(const std::string& vehicle) {
  rules::trip_patch out;
  out.vehicle_id = vehicle;
  out.stops.emplace(2);
  (*out.stops)[0].where = {1 * km, 0};
  (*out.stops)[1].where = {3 * km, 0};
  return live::make_trip{std::move(out)};
}

live::trip_request step(rules::trip_step what, bool makes = false,
                        const std::string& vehicle = "") {
  live::do_step out{{what, {}, "why"}, makes};
  if (!vehicle.empty())
    out.what.patch.vehicle_id = vehicle;
  return out;
}

rules::report there(double km_north) {
  auto out = at(km_north * km, 0);
  out.speed = 60;
  return out;
}

} // namespace

CAF_TEST(a trip follows its vehicle while it is ongoing) {
  yard y{1};
  y.trip("t1", plan("v1"));
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v1 active", "trip t1 planned"}));
  y.report("v1", there(0));
  y.settle();
  CAF_CHECK((y.told() == lines{"online v1", "located v1 0 0"}));
  y.trip("t1", step(rules::trip_step::start));
  y.settle();
  CAF_CHECK((y.told() == lines{"trip t1 ongoing"}));
  y.advance(1min);
  y.report("v1", there(0.5));
  y.settle();
  CAF_CHECK(y.told().back() == "advanced t1");
  y.trip("t1", step(rules::trip_step::complete));
  y.settle();
  CAF_CHECK((y.told() == lines{"trip t1 completed"}));
  y.advance(1min);
  y.report("v1", there(1));
  y.settle();
  CAF_CHECK_EQUAL(y.told().size(), 1u);
}

CAF_TEST(a trip that is heard of on its way follows its vehicle) {
  yard y{6};
  live::do_step first{{rules::trip_step::change, {}, {}}, true};
  first.what.patch.vehicle_id = "v1";
  first.what.patch.status = "ongoing";
  first.what.patch.stops.emplace(1)[0].where = {1 * km, 0};
  y.trip("t1", first);
  y.settle();
  CAF_CHECK((y.told() == lines{"changed v1 active", "trip t1 ongoing"}));
  y.report("v1", there(0));
  y.settle();
  CAF_CHECK(y.told().back() == "advanced t1");
}

CAF_TEST(stops that were reached stay reached after a crash and the trip goes on) {
  auto disk = std::make_shared<fleetwire::storage::stepped_disk>();
  std::shared_ptr<fleetwire::contract::manual_clock> clock;
  {
    yard y{2, disk};
    clock = y.clock();
    y.trip("t1", plan("v1"));
    y.settle();
    y.trip("t1", step(rules::trip_step::start));
    y.settle();
    y.report("v1", there(1));
    y.settle();
    y.crash();
  }
  yard y{3, disk, clock};
  const auto found = y.trip("t1", live::look_at_trip{keeper()});
  y.settle();
  CAF_REQUIRE_EQUAL(code(found), "");
  const auto& t = std::get<live::trip_sight>(**found).record;
  CAF_CHECK(t.stops[0].reached_at.has_value());
  CAF_CHECK(!t.stops[1].reached_at);
  y.told();
  y.advance(2min);
  y.report("v1", there(2));
  y.settle();
  CAF_CHECK(y.told().back() == "advanced t1");
}

CAF_TEST(what was not committed did not happen) {
  yard y{4};
  y.trip("t1", plan("v1"));
  y.settle();
  y.told();
  y.store().fail_next({fleetwire::storage::errc::io, "broken"});
  const auto failed = y.trip("t1", step(rules::trip_step::start));
  const auto again = y.trip("t1", step(rules::trip_step::start));
  const auto twice = y.trip("t1", step(rules::trip_step::start));
  y.settle();
  CAF_CHECK_EQUAL(code(failed), "STORAGE_UNAVAILABLE");
  CAF_CHECK_EQUAL(code(again), "");
  CAF_CHECK_EQUAL(code(twice), "INVALID_STATE");
  CAF_CHECK((y.told() == lines{"trip t1 ongoing"}));
}

CAF_TEST(of many who start a trip that nobody planned one makes it) {
  yard y{5};
  std::vector<result<live::trip_sight>> all;
  for (int i = 0; i < 5; ++i)
    all.push_back(y.trip("t1", step(rules::trip_step::start, true, "v1")));
  y.settle();
  int good = 0;
  for (const auto& each : all)
    good += code(each).empty() ? 1 : 0;
  CAF_CHECK_EQUAL(good, 1);
  CAF_CHECK((y.told() == lines{"changed v1 active", "trip t1 ongoing"}));
  const auto unknown = y.trip("t2", step(rules::trip_step::complete, true, "v1"));
  y.settle();
  CAF_CHECK_EQUAL(code(unknown), "TRIP_NOT_FOUND");
}

CAF_TEST(a trip needs a vehicle that is there or may be made) {
  live::options how;
  how.makes_unknown = false;
  yard y{6, std::make_shared<fleetwire::storage::stepped_disk>(), nullptr, how};
  const auto refused = y.trip("t1", plan("v1"));
  y.settle();
  CAF_CHECK_EQUAL(code(refused), "VEHICLE_NOT_FOUND");
  y.make("v1");
  y.settle();
  const auto made = y.trip("t1", plan("v1"));
  const auto again = y.trip("t1", plan("v1"));
  y.settle();
  CAF_CHECK_EQUAL(code(made), "");
  CAF_CHECK_EQUAL(code(again), "ALREADY_EXISTS");
}
