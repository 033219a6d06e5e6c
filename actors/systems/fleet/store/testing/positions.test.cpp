#define CAF_SUITE actors.systems.fleet.store.testing.positions

#include "actors/systems/fleet/store/positions.hpp"

#include "actors/systems/fleet/store/testing/history.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::store::testing;
namespace storage = fleetwire::storage;
using store::position;

namespace {

/// The same story with all that was added so far in the journal, and sealed.
template <class Story>
void sealed_or_not(Story story) {
  for (const bool seals : {false, true}) {
    history h;
    story(h, [&] {
      if (seals)
        h.seal_all();
    });
  }
}

} // namespace

CAF_TEST(a position comes back with all it said) {
  sealed_or_not([](history& h, const auto& pass) {
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
    pass();
    CAF_CHECK((h.of(1) == std::vector{p, at(1, 1s)}));
  });
}

CAF_TEST(what is sent twice is there once and the way is in order) {
  sealed_or_not([](history& h, const auto& pass) {
    h.add({at(1, 2s), at(1, 1s), at(2, 1s), at(1, 2s, 50)});
    pass();
    h.add({at(1, 1s, 50)});
    CAF_CHECK((h.of(1) == std::vector{at(1, 1s), at(1, 2s)}));
    pass();
    CAF_CHECK((h.of(1) == std::vector{at(1, 1s), at(1, 2s)}));
    CAF_CHECK((h.of(2) == std::vector{at(2, 1s)}));
  });
}

CAF_TEST(a piece of the way is cut at both ends) {
  sealed_or_not([](history& h, const auto& pass) {
    h.add({at(1, 1s), at(1, 2s), at(1, 3s), at(1, 4s)});
    pass();
    CAF_CHECK((h.of(1, 2s, 3s) == std::vector{at(1, 2s), at(1, 3s)}));
    CAF_CHECK((h.of(1, 2s, 1h, 1) == std::vector{at(1, 2s)}));
    CAF_CHECK(h.of(1, 1s + 1ms, 2s - 1ms).empty());
  });
}

CAF_TEST(a piece may begin in one and end in the other) {
  history h;
  h.add({at(1, 1s), at(1, 3s)});
  h.seal_all();
  h.add({at(1, 2s), at(1, 4s), at(1, 5s)});
  CAF_CHECK((h.of(1) == std::vector{at(1, 1s), at(1, 2s), at(1, 3s), at(1, 4s), at(1, 5s)}));
  CAF_CHECK((h.of(1, 2s, 1h, 2) == std::vector{at(1, 2s), at(1, 3s)}));
  CAF_CHECK((h.of(1, 4s, 4s) == std::vector{at(1, 4s)}));
}

CAF_TEST(the newest is the newest that is believed) {
  sealed_or_not([](history& h, const auto& pass) {
    auto jump = at(1, 3s);
    jump.is_impossible = true;
    h.add({at(1, 1s), at(1, 2s), jump, at(3, 1s)});
    pass();
    CAF_CHECK(h.newest(1) == at(1, 2s));
    CAF_CHECK(!h.newest(2));
    h.add({at(1, 2s, 50), at(3, 2s)});
    CAF_CHECK(h.newest(1) == at(1, 2s));
    CAF_CHECK(h.newest(3) == at(3, 2s));
    pass();
    h.add({at(1, 1s), at(4, 9s)});
    const auto all = h.get([](session& db) { return store::newest_positions(db); }, file::history);
    CAF_CHECK_EQUAL(all.size(), 3u);
    CAF_CHECK(all.at(1) == at(1, 2s));
    CAF_CHECK(all.at(3) == at(3, 2s));
    CAF_CHECK(all.at(4) == at(4, 9s));
  });
}

CAF_TEST(the newest is found behind blocks of jumps) {
  history h;
  h.add({at(1, 0s)});
  h.seal_all();
  std::vector<position> jumps;
  for (int i = 1; i <= 2'000; ++i) {
    jumps.push_back(at(1, std::chrono::seconds{i}, 50));
    jumps.back().is_impossible = true;
  }
  h.add(jumps);
  h.seal_all();
  CAF_CHECK(h.count("SELECT count(*) FROM fleet_track_blocks") > 2);
  CAF_CHECK(h.newest(1) == at(1, 0s));
}

CAF_TEST(what is old is forgotten but never the newest) {
  history h;
  h.add({at(1, 1s), at(1, 2s), at(1, 3s), at(2, 1s)});
  CAF_CHECK_EQUAL(h.forget(1, 1h), 0); // not sealed yet
  h.seal_all();
  CAF_CHECK_EQUAL(h.forget(1, 1s), 0);
  CAF_CHECK_EQUAL(h.forget(1, 2s), 1);
  CAF_CHECK((h.of(1) == std::vector{at(1, 2s), at(1, 3s)}));
  CAF_CHECK_EQUAL(h.forget(1, 1h), 1);
  CAF_CHECK_EQUAL(h.forget(1, 1h), 0);
  CAF_CHECK((h.of(1) == std::vector{at(1, 3s)}));
  CAF_CHECK((h.of(2) == std::vector{at(2, 1s)}));
}

CAF_TEST(a way without anything believed is kept) {
  history h;
  auto jump = at(1, 1s);
  jump.is_impossible = true;
  h.add({jump});
  h.seal_all();
  CAF_CHECK_EQUAL(h.forget(1, 1h), 0);
  CAF_CHECK_EQUAL(h.of(1).size(), 1u);
}

CAF_TEST(a long way is forgotten a piece at a time to the report) {
  history h;
  std::vector<position> way;
  for (int i = 0; i < 20'000; ++i)
    way.push_back(at(1, std::chrono::seconds{i}, i % 90 + 1.0 / 3));
  h.add(way);
  h.seal_all();
  const auto first = h.forget(1, 15'000s, 1'000);
  CAF_CHECK(first >= 1'000 && first < 2'000);
  CAF_CHECK_EQUAL(first + h.forget(1, 15'000s), 15'000);
  CAF_CHECK_EQUAL(h.forget(1, 15'000s), 0);
  const auto left = h.of(1, 0s, 24h, 10'000);
  CAF_REQUIRE_EQUAL(left.size(), 5'000u);
  CAF_CHECK(left.front() == way[15'000]);
  CAF_CHECK(left.back() == way.back());
}

CAF_TEST(vehicles with a way are found one after the other) {
  history h;
  h.add({at(3, 1s), at(7, 1s), at(7, 2s)});
  h.seal_all();
  const auto after = [&](std::int64_t number) {
    return h.get([&](session& db) { return store::next_vehicle(db, number); }, file::history);
  };
  CAF_CHECK(after(0) == 3);
  CAF_CHECK(after(3) == 7);
  CAF_CHECK(!after(7));
}

CAF_TEST(packed bytes that are torn fail whoever reads them) {
  sealed_or_not([](history& h, const auto& pass) {
    h.add({at(1, 1s), at(1, 2s)});
    pass();
    h.put(
      [](session& db) {
        for (auto sql : {"UPDATE fleet_track_journal SET packed = substr(packed, 1, 12)",
                         "UPDATE fleet_track_blocks SET packed = substr(packed, 1, 12)"})
          db.exec(sql);
      },
      file::history);
    for (const storage::job& read : std::vector<storage::job>{
           [](session& db) { store::positions(db, {1, start, start + 1h, 10}); },
           [](session& db) { store::newest_position(db, 1); },
           [](session& db) { store::newest_positions(db); }}) {
      const auto end = h.run(read, file::history);
      CAF_CHECK(end.code() == storage::errc::corrupt);
    }
  });
}
