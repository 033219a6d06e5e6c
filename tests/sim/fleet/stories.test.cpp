#define CAF_SUITE tests.sim.fleet.stories

#include "actors/systems/fleet/store/positions.hpp"
#include "tests/sim/fleet/yard.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::sim;
using namespace std::chrono_literals;
namespace live = fleet::live;

namespace {

const storage::status cough{storage::errc::io, "no"};

struct fixture {
  std::shared_ptr<storage::stepped_disk> disk = std::make_shared<storage::stepped_disk>();
  std::shared_ptr<contract::manual_clock> clock = std::make_shared<contract::manual_clock>();
  std::unique_ptr<yard> place = open();

  std::unique_ptr<yard> open() {
    yard::setup how{{2, 7}, {}};
    how.how.offline_after = 20s;
    return std::make_unique<yard>(how, disk, clock);
  }
  void die_and_return() {
    place->crash();
    place = nullptr;
    place = open();
    place->settle();
  }
  static live::asker back_end() { return {"back", true, true, false}; }
  fleet::rules::instant now() { return place->now(); }

  /// What became of a report of v1.
  std::string report(double lat, std::optional<fleet::rules::instant> at = {}) {
    live::take_report sent;
    sent.vehicle_id = "v1";
    sent.seen.where.lat = lat;
    sent.seen.at = at;
    sent.who = back_end();
    const auto how = std::make_shared<std::string>();
    sent.reply = [how](const live::report_result& end) {
      const auto* no = std::get_if<fleet::rules::refusal>(&end);
      *how = no ? no->code : to_string(std::get<fleet::rules::verdict>(end));
    };
    place->live().report(std::move(sent));
    place->settle();
    return *how;
  }
  std::string write_vehicle() {
    const auto how = std::make_shared<std::string>();
    place->live().vehicle("v1", live::change_vehicle{}, [how](const live::vehicle_result& end) {
      const auto* no = std::get_if<fleet::rules::refusal>(&end);
      *how = no ? no->code : "done";
    });
    place->settle();
    return *how;
  }
  /// A dispatcher, who is in.
  std::unique_ptr<harness::fake_client> dashboard() {
    auto client = place->approach("dora:dispatcher", 1);
    place->settle();
    client->take();
    return client;
  }
  std::vector<std::string> said(harness::fake_client& to, std::string packet) {
    to.send(std::move(packet));
    place->settle();
    return to.take();
  }
};

bool has(const std::vector<std::string>& all, std::string_view part) {
  return std::ranges::any_of(all, [&](const auto& each) { return each.find(part) != each.npos; });
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(fleet_tests, fixture)

CAF_TEST(a silence is told though a change failed meanwhile) {
  CAF_CHECK_EQUAL(report(1), "accepted");
  const auto eyes = dashboard();
  said(*eyes, R"(2["subscribe:tracking"])");
  place->store().stall(true);
  write_vehicle();
  place->tick(21s);
  place->store().stall(false);
  place->store().fail_next(cough);
  place->settle();
  CAF_CHECK(has(eyes->take(), "vehicle:offline"));
  CAF_CHECK_EQUAL(report(1), "accepted");
  CAF_CHECK(has(eyes->take(), "vehicle:online"));
}

CAF_TEST(who cannot be told how things stand does not listen) {
  CAF_CHECK_EQUAL(report(1), "accepted");
  place->advance(21s);
  die_and_return();
  const auto eyes = dashboard();
  place->store().fail_next_read(cough);
  CAF_CHECK(has(said(*eyes, R"(21["subscribe:vehicle","v1"])"), "STORAGE_UNAVAILABLE"));
  place->advance(1s);
  CAF_CHECK_EQUAL(report(1.0001), "accepted");
  CAF_CHECK(!has(eyes->take(), "vehicle:location"));
  const auto got = said(*eyes, R"(22["subscribe:vehicle","v1"])");
  CAF_CHECK(has(got, "vehicle:location"));
  CAF_CHECK(has(got, R"(32[{"ok":true)"));
}

CAF_TEST(a vehicle that does not know where it was looks again) {
  CAF_CHECK_EQUAL(report(1), "accepted");
  const auto last = now();
  place->advance(21s);
  die_and_return();
  place->store().fail_next_read(cough);
  CAF_CHECK_EQUAL(report(1.0001, last - 1s), "STORAGE_UNAVAILABLE");
  place->advance(1s);
  CAF_CHECK_EQUAL(report(1.0001, last - 1s), "older");
}

CAF_TEST(after a restart no moment is given twice) {
  CAF_CHECK_EQUAL(report(1, now() + 30s), "accepted");
  for (int life = 0; life < 2; ++life) {
    CAF_CHECK_EQUAL(report(2), "impossible");
    place->advance(1s);
    die_and_return();
  }
  CAF_CHECK_EQUAL(report(1.0001), "accepted");
  place->advance(1s);
  CAF_CHECK_EQUAL(place->live().history().written, 1u);
  std::size_t kept = 0;
  place->read(storage::file::history, [&](storage::session& db) {
    kept = fleet::store::positions(
             db, {1, fleet::rules::instant::min(), fleet::rules::instant::max(), 100})
             .size();
  });
  CAF_CHECK_EQUAL(kept, 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()
