#define CAF_SUITE actors.systems.fleet.store.testing.positions

#include "actors/systems/fleet/store/positions.hpp"

#include "actors/systems/fleet/store/testing/memory.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::store::testing;
using namespace std::chrono_literals;
using store::position;

namespace {

constexpr rules::instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

position at(std::int64_t vehicle, std::chrono::milliseconds when, double lat = 1) {
  position p;
  p.vehicle = vehicle;
  p.seen.where = {lat, 2};
  p.seen.at = start + when;
  return p;
}

struct history : memory {
  void add(const std::vector<position>& some) {
    put([&](session& db) { store::append(db, some); }, file::history);
  }
  std::vector<position> of(std::int64_t vehicle, std::chrono::milliseconds from = 0s,
                           std::chrono::milliseconds to = 1h, std::size_t limit = 100) {
    return get(
      [&](session& db) { return store::positions(db, {vehicle, start + from, start + to, limit}); },
      file::history);
  }
  std::int64_t purge(std::int64_t vehicle, std::chrono::milliseconds before,
                     std::int64_t limit = 100) {
    return get([&](session& db) { return store::purge(db, vehicle, start + before, limit); },
               file::history);
  }
};

} // namespace

CAF_TEST(a position comes back with all it said) {
  history h;
  auto p = at(1, 0s);
  p.seen.speed = 1.5;
  p.seen.heading = 2.5;
  p.seen.accuracy = 3.5;
  p.seen.altitude = -4.5;
  p.seen.fuel = 5.5;
  p.seen.ignition = false;
  p.seen.accident = true;
  p.is_low = true;
  p.is_impossible = true;
  h.add({p, at(1, 1s)});
  CAF_CHECK((h.of(1) == std::vector{p, at(1, 1s)}));
}

CAF_TEST(what is sent twice is there once and the way is in order) {
  history h;
  h.add({at(1, 2s), at(1, 1s), at(2, 1s)});
  h.add({at(1, 1s, 50)});
  CAF_CHECK((h.of(1) == std::vector{at(1, 1s), at(1, 2s)}));
}

CAF_TEST(a piece of the way is cut at both ends) {
  history h;
  h.add({at(1, 1s), at(1, 2s), at(1, 3s), at(1, 4s)});
  CAF_CHECK((h.of(1, 2s, 3s) == std::vector{at(1, 2s), at(1, 3s)}));
  CAF_CHECK((h.of(1, 2s, 1h, 1) == std::vector{at(1, 2s)}));
}

CAF_TEST(the newest is the newest that is believed) {
  history h;
  auto jump = at(1, 3s);
  jump.is_impossible = true;
  h.add({at(1, 1s), at(1, 2s), jump});
  const auto newest = [&](std::int64_t vehicle) {
    return h.get([&](session& db) { return store::newest_position(db, vehicle); }, file::history);
  };
  CAF_CHECK(newest(1) == at(1, 2s));
  CAF_CHECK(!newest(2));
}

CAF_TEST(what is old is forgotten in pieces but never the newest) {
  history h;
  h.add({at(1, 1s), at(1, 2s), at(1, 3s), at(2, 1s)});
  CAF_CHECK_EQUAL(h.purge(1, 1s), 0);
  CAF_CHECK_EQUAL(h.purge(1, 1h, 1), 1);
  CAF_CHECK_EQUAL(h.purge(1, 1h), 1);
  CAF_CHECK_EQUAL(h.purge(1, 1h), 0);
  CAF_CHECK((h.of(1) == std::vector{at(1, 3s)}));
  CAF_CHECK((h.of(2) == std::vector{at(2, 1s)}));
}

CAF_TEST(vehicles with a way are found one after the other) {
  history h;
  h.add({at(3, 1s), at(7, 1s), at(7, 2s)});
  const auto after = [&](std::int64_t number) {
    return h.get([&](session& db) { return store::next_vehicle(db, number); }, file::history);
  };
  CAF_CHECK(after(0) == 3);
  CAF_CHECK(after(3) == 7);
  CAF_CHECK(!after(7));
}
