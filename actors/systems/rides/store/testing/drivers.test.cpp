#define CAF_SUITE actors.systems.rides.store.testing.drivers

#include "actors/systems/rides/store/drivers.hpp"

#include <algorithm>
#include <iterator>

#include "actors/systems/rides/store/testing/random_records.hpp"
#include "actors/systems/rides/store/testing/store_fixture.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::store::testing;
using namespace std::chrono_literals;
using rules::fixture::start;

namespace {

store::last_seen seen(random_records& make) {
  return {make.id(), make.maybe(&random_records::place), make.at_maybe(), make.at_maybe(),
          make.at_maybe()};
}

} // namespace

CAF_TEST(any availability comes back and the last one counts) {
  on_both([](test_store& db) {
    random_records make{1};
    std::vector<rules::availability> online, all;
    for (int i = 0; i < 200; ++i) {
      auto a = make.availability();
      for (int round = 0; round < 2; ++round) {
        db.must_write([&](session& s) { store::save(s, a); });
        CAF_REQUIRE(db.get([&](session& s) { return store::load_availability(s, a.driver_id); })
                    == a);
        if (round == 0)
          a = [&, driver = a.driver_id] {
            auto next = make.availability();
            next.driver_id = driver;
            return next;
          }();
      }
      all.push_back(a);
    }
    std::ranges::sort(all, {}, &rules::availability::driver_id);
    std::ranges::copy_if(all, std::back_inserter(online),
                         [](const auto& a) { return a.is_online || a.trip_id; });
    CAF_CHECK(db.get([](session& s) { return store::load_all(s); }) == all);
    CAF_CHECK(online.size() > 100 && online.size() < 200);
    CAF_CHECK(db.get([](session& s) { return store::load_online(s); }) == online);
  });
}

CAF_TEST(a driver may be forgotten) {
  on_both([](test_store& db) {
    const auto a = random_records{1}.availability();
    db.must_write([&](session& s) {
      CAF_CHECK(!store::forget_availability(s, a.driver_id));
      store::save(s, a);
      CAF_CHECK(store::forget_availability(s, a.driver_id));
    });
    CAF_CHECK(!db.get([&](session& s) { return store::load_availability(s, a.driver_id); }));
  });
}

CAF_TEST(a reason nobody knows is told) {
  on_both([](test_store& db) {
    auto a = random_records{1}.availability();
    a.is_online = true;
    db.must_write([&](session& s) {
      store::save(s, a);
      s.exec("UPDATE rides_availability SET reason = 'ASLEEP'");
    });
    const auto end = db.read([](session& s) { store::load_online(s); });
    CAF_CHECK_EQUAL(end.code(), errc::corrupt);
  });
}

CAF_TEST(the last sign of life comes back from the history) {
  on_both([](test_store& db) {
    random_records make{2};
    std::vector<store::last_seen> all;
    for (int i = 0; i < 100; ++i) {
      auto s = seen(make);
      for (int round = 0; round < 2; ++round) {
        db.must_write([&](session& h) { store::save(h, s); }, file::history);
        CAF_REQUIRE(
          db.get([&](session& h) { return store::load_last_seen(h, s.driver_id); }, file::history)
          == s);
        if (round == 0) {
          auto next = seen(make);
          next.driver_id = s.driver_id;
          s = next;
        }
      }
      all.push_back(s);
    }
    std::sort(all.begin(), all.end(),
              [](const auto& x, const auto& y) { return x.driver_id < y.driver_id; });
    CAF_CHECK(db.get([](session& h) { return store::load_all_last_seen(h); }, file::history)
              == all);
    CAF_CHECK(
      !db.get([](session& h) { return store::load_last_seen(h, "nobody"); }, file::history));
  });
}

CAF_TEST(only what is newer refreshes a driver) {
  rules::availability a;
  a.driver_id = "pedro";
  a.location = geo::point{1, 1};
  a.location_at = start;
  a.location_stored_at = start;
  a.presence_at = start;
  const auto before = a;
  store::refresh(a, store::last_seen_of(a));
  CAF_CHECK(a == before);
  store::refresh(a, {"pedro", geo::point{2, 2}, start - 1s, start - 1ms, start - 1ms});
  CAF_CHECK(a == before);
  store::refresh(a, {"pedro", {}, {}, {}, start + 1ms});
  CAF_CHECK(a.presence_at == start + 1ms);
  CAF_CHECK(a.location == before.location && a.location_stored_at == start);
  store::refresh(a, {"pedro", geo::point{2, 2}, start - 1s, start + 1ms, {}});
  CAF_CHECK((a.location == geo::point{2, 2}));
  CAF_CHECK(a.location_at == start - 1s);
  CAF_CHECK(a.location_stored_at == start + 1ms);
  CAF_CHECK(a.presence_at == start + 1ms);
  rules::availability fresh;
  store::refresh(fresh, store::last_seen_of(a));
  CAF_CHECK(fresh.location == a.location && fresh.presence_at == a.presence_at);
}

CAF_TEST(the way of a trip is kept in order) {
  on_both([](test_store& db) {
    const auto at = [](const char* driver, std::optional<std::string> trip, int i) {
      return store::position{driver, std::move(trip), {i + 0.5, -i * 1.0}, start + i * 1s};
    };
    const store::position all[] = {at("pedro", "t1", 1), at("maria", "t2", 2), at("pedro", {}, 3),
                                   at("jose", "t1", 5), at("pedro", "t1", 4)};
    db.must_write(
      [&](session& h) {
        for (const auto& each : all)
          store::append(h, each);
      },
      file::history);
    const auto way = [&](std::string trip) {
      return db.get([&](session& h) { return store::positions_of_trip(h, trip); }, file::history);
    };
    CAF_CHECK((way("t1") == std::vector{all[0], all[3], all[4]}));
    CAF_CHECK((way("t2") == std::vector{all[1]}));
    CAF_CHECK(way("t3").empty());
    const auto purge = [&](rules::instant before, std::int64_t limit) {
      std::int64_t count = -1;
      db.must_write([&](session& h) { count = store::purge_positions(h, before, limit); },
                    file::history);
      return count;
    };
    CAF_CHECK_EQUAL(purge(start + 1s, 10), 0);
    CAF_CHECK_EQUAL(purge(start + 1s + 1ms, 10), 1);
    CAF_CHECK_EQUAL(purge(start + 1h, 2), 2);
    CAF_CHECK((way("t1") == std::vector{all[3], all[4]}));
    CAF_CHECK_EQUAL(purge(start + 1h, 10), 2);
    CAF_CHECK_EQUAL(purge(start + 1h, 10), 0);
  });
}
