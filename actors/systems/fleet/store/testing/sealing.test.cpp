#define CAF_SUITE actors.systems.fleet.store.testing.sealing

#include "actors/systems/fleet/store/sealing.hpp"

#include "actors/systems/fleet/store/testing/history.hpp"

#include <map>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace fleetwire::systems::fleet::store::testing;
namespace storage = fleetwire::storage;
using store::position;
using store::sealing;

namespace {

constexpr std::string_view blocks = "SELECT count(*) FROM fleet_track_blocks";
constexpr std::string_view journal = "SELECT count(*) FROM fleet_track_journal";

/// Blocks that begin before the one before has ended, or do not say what is in them.
constexpr std::string_view overlaps =
  "SELECT count(*) FROM (SELECT first_at, last_at, lag(last_at) OVER (PARTITION BY vehicle"
  " ORDER BY first_at) AS ended FROM fleet_track_blocks)"
  " WHERE first_at <= ended OR last_at < first_at";
constexpr std::string_view reports = "SELECT coalesce(sum(reports), 0) FROM fleet_track_blocks";

std::vector<position> drive(std::int64_t vehicle, int from, int to) {
  std::vector<position> out;
  for (int i = from; i < to; ++i)
    out.push_back(at(vehicle, std::chrono::seconds{i}, 1 + i * 1e-6));
  return out;
}

/// What ought to be there: of each moment the first that is believed, or else the first.
struct model {
  std::map<std::int64_t, std::map<rules::instant, position>> ways;

  void add(const std::vector<position>& some) {
    for (const auto& p : some)
      if (auto& there = ways[p.vehicle].try_emplace(*p.seen.at, p).first->second;
          there.is_impossible && !p.is_impossible)
        there = p;
  }
  std::vector<position> of(std::int64_t vehicle, rules::instant from, rules::instant to,
                           std::size_t limit) {
    std::vector<position> out;
    const auto& way = ways[vehicle];
    for (auto each = way.lower_bound(from);
         each != way.end() && each->first <= to && out.size() < limit; ++each)
      out.push_back(each->second);
    return out;
  }
  std::optional<position> newest(std::int64_t vehicle) {
    std::optional<position> out;
    for (const auto& [when, p] : ways[vehicle])
      if (!p.is_impossible)
        out = p;
    return out;
  }
};

/// As vehicles report: mostly in order, some from long ago, some twice.
std::vector<position> some_reports(std::mt19937_64& dice, int now) {
  std::vector<position> out;
  const auto count = dice() % 300;
  for (std::size_t i = 0; i < count; ++i) {
    const auto vehicle = static_cast<std::int64_t>(dice() % 4);
    const int late = dice() % 10 == 0 ? static_cast<int>(dice() % 2'000) : 0;
    const auto when = now + static_cast<int>(i) - late;
    out.push_back(at(vehicle, std::chrono::seconds{std::max(when, 0)},
                     static_cast<double>(dice() % 90) + (dice() % 3 == 0 ? 1.0 / 3 : 0.5)));
    out.back().is_impossible = dice() % 8 == 0;
  }
  return out;
}

} // namespace

CAF_TEST(the journal is empty when all is sealed and the ways are whole) {
  history h;
  for (int i = 0; i < 1'000; i += 100) {
    h.add(drive(1, i, i + 100));
    h.add(drive(2, i, i + 100));
  }
  CAF_CHECK_EQUAL(h.get([](session& db) { return store::unsealed(db); }, file::history), 2'000u);
  h.seal_all();
  CAF_CHECK_EQUAL(h.count(journal), 0);
  CAF_CHECK_EQUAL(h.get([](session& db) { return store::unsealed(db); }, file::history), 0u);
  CAF_CHECK_EQUAL(h.count(reports), 2'000);
  CAF_CHECK_EQUAL(h.count(overlaps), 0);
  CAF_CHECK((h.of(1, 0s, 1h, 2'000) == drive(1, 0, 1'000)));
}

CAF_TEST(a slice ends with the vehicle that makes it full) {
  history h;
  for (std::int64_t vehicle = 1; vehicle <= 5; ++vehicle)
    h.add(drive(vehicle, 0, 10));
  const auto slices = [&](const sealing::bounds& how) {
    sealing work{how};
    int count = 1;
    for (bool done = false;; ++count) {
      h.put([&](session& db) { done = work.step(db); }, file::history);
      if (done)
        return count;
      CAF_CHECK_EQUAL(h.count(journal), 5);
    }
  };
  CAF_CHECK_EQUAL(slices({.vehicles = 2}), 3);
  for (std::int64_t vehicle = 1; vehicle <= 5; ++vehicle)
    h.add(drive(vehicle, 10, 20));
  CAF_CHECK_EQUAL(slices({.reports = 11}), 3);
  CAF_CHECK((h.of(5) == drive(5, 0, 20)));
}

CAF_TEST(one sealing takes so much and leaves the rest) {
  history h;
  for (int i = 0; i < 130; ++i)
    h.add(drive(1, i * 10, i * 10 + 10));
  h.seal_all({.load = 100}); // rows are read 64 at a time
  CAF_CHECK_EQUAL(h.count(journal), 66);
  CAF_CHECK_EQUAL(h.count(reports), 640);
  CAF_CHECK((h.of(1, 0s, 1h, 2'000) == drive(1, 0, 1'300)));
}

CAF_TEST(what comes while it is sealed stays in the journal) {
  history h;
  h.add(drive(1, 0, 10));
  h.add(drive(2, 0, 10));
  sealing work{{.vehicles = 1}};
  const auto step = [&] {
    return h.get([&](session& db) { return work.step(db); }, file::history);
  };
  CAF_CHECK(!step());
  h.add(drive(1, 10, 20));
  CAF_CHECK((h.of(1) == drive(1, 0, 20)));
  CAF_CHECK(step());
  CAF_CHECK_EQUAL(h.count(journal), 1);
  CAF_CHECK((h.of(1) == drive(1, 0, 20)));
  CAF_CHECK((h.of(2) == drive(2, 0, 10)));
}

CAF_TEST(a sealing that was broken off begins anew and nothing is there twice) {
  history h;
  for (std::int64_t vehicle = 1; vehicle <= 3; ++vehicle)
    h.add(drive(vehicle, 0, 1'000));
  sealing broken{{.vehicles = 2}};
  h.put([&](session& db) { broken.step(db); }, file::history);
  CAF_CHECK((h.of(1, 0s, 1h, 2'000) == drive(1, 0, 1'000)));
  h.seal_all();
  CAF_CHECK_EQUAL(h.count(reports), 3'000);
  CAF_CHECK_EQUAL(h.count(journal), 0);
}

CAF_TEST(of one moment what is believed stays wherever both lie) {
  auto jump = at(1, 5s, 50);
  jump.is_impossible = true;
  const auto home = at(1, 0s), there = at(1, 5s, 1.0001);
  const std::vector<position> believed{home, there};
  for (const int sealed : {0, 1, 2}) {
    history h;
    h.add({home, jump});
    if (sealed > 0)
      h.seal_all();
    h.add({there});
    if (sealed > 1)
      h.seal_all();
    CAF_CHECK(h.of(1) == believed);
    CAF_CHECK(h.newest(1) == there);
    h.add({jump});
    h.seal_all();
    CAF_CHECK(h.of(1) == believed);
    CAF_CHECK(h.newest(1) == there);
    const auto all = h.get([](session& db) { return store::newest_positions(db); }, file::history);
    CAF_CHECK(all.at(1) == there);
    CAF_CHECK_EQUAL(h.count(reports), 2);
  }
}

CAF_TEST(little pieces fill a page before the next one begins) {
  history h;
  for (int i = 0; i < 500; i += 5) {
    h.add(drive(1, i, i + 5));
    h.seal_all();
  }
  CAF_CHECK((h.of(1, 0s, 1h, 2'000) == drive(1, 0, 500)));
  CAF_CHECK(h.count(blocks) <= 2);
  CAF_CHECK(h.count("SELECT max(length(packed)) FROM fleet_track_blocks") < 3'900);
}

CAF_TEST(torn bytes keep it from sealing and nothing is lost) {
  history h;
  h.add(drive(1, 0, 10));
  h.put(
    [](session& db) { db.exec("UPDATE fleet_track_journal SET packed = substr(packed, 1, 9)"); },
    file::history);
  sealing work;
  const auto end = h.run([&](session& db) { work.step(db); }, file::history);
  CAF_CHECK(end.code() == storage::errc::corrupt);
  CAF_CHECK_EQUAL(h.count(journal), 1);
}

CAF_TEST(whatever comes in whatever order the way is that of the model) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937_64 dice{seed};
    history h;
    model expected;
    for (int round = 0; round < 25; ++round) {
      const auto fresh = some_reports(dice, round * 150);
      h.add(fresh);
      expected.add(fresh);
      if (dice() % 3 == 0) { // as far as it comes
        sealing work{{.vehicles = 1 + dice() % 4, .reports = 1 + dice() % 400}};
        bool done = false;
        for (auto steps = dice() % 6; steps > 0 && !done; --steps)
          h.put([&](session& db) { done = work.step(db); }, file::history);
      }
      const auto vehicle = static_cast<std::int64_t>(dice() % 4);
      const auto from = std::chrono::seconds{dice() % 4'000};
      const auto to = from + std::chrono::seconds{dice() % 2'000};
      const auto limit = 1 + dice() % 900;
      CAF_CHECK(h.of(vehicle, from, to, limit)
                == expected.of(vehicle, start + from, start + to, limit));
      CAF_CHECK(h.newest(vehicle) == expected.newest(vehicle));
    }
    h.seal_all();
    CAF_CHECK_EQUAL(h.count(overlaps), 0);
    std::size_t all = 0;
    for (const auto& [vehicle, way] : expected.ways) {
      all += way.size();
      CAF_CHECK(h.of(vehicle, 0s, 240h, 100'000)
                == expected.of(vehicle, start, start + 240h, 100'000));
    }
    CAF_CHECK_EQUAL(static_cast<std::size_t>(h.count(reports)), all);
  }
}

CAF_TEST(rows of an earlier release move into the ways) {
  history h;
  h.put(
    [](session& db) {
      for (int i = 0; i < 25; ++i)
        db.exec(
          "INSERT INTO fleet_positions(vehicle, at, lat, lng, speed, heading, accuracy,"
          " altitude, fuel, ignition, marks) VALUES(?, ?, ?, 2, ?, 2.5, NULL, -4.5, 5.5, ?, ?)",
          i % 3, (start + std::chrono::seconds{i}).time_since_epoch().count(), 1 + i * 0.1,
          i == 0 ? std::nullopt : std::optional{1.5}, i == 1, i % 8);
    },
    file::history);
  std::vector<std::int64_t> moved;
  do
    moved.push_back(h.get([](session& db) { return store::move_rows(db, 10); }, file::history));
  while (moved.back() > 0);
  CAF_CHECK((moved == std::vector<std::int64_t>{10, 10, 5, 0}));
  CAF_CHECK_EQUAL(h.count("SELECT count(*) FROM fleet_positions"), 0);
  for (int i = 0; i < 25; ++i) {
    auto p = at(i % 3, std::chrono::seconds{i}, 1 + i * 0.1);
    p.seen.speed = i == 0 ? std::nullopt : std::optional{1.5};
    p.seen.heading = 2.5;
    p.seen.altitude = -4.5;
    p.seen.fuel = 5.5;
    p.seen.ignition = i == 1;
    p.is_impossible = (i & 1) != 0;
    p.is_low = (i & 2) != 0;
    p.seen.accident = (i & 4) != 0;
    CAF_CHECK((h.of(i % 3, std::chrono::seconds{i}, std::chrono::seconds{i}) == std::vector{p}));
  }
}
