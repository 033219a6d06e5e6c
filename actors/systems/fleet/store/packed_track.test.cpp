#define CAF_SUITE actors.systems.fleet.store.packed_track

#include "actors/systems/fleet/store/packed_track.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::fleet;
using namespace std::chrono_literals;
using store::packed_track;
using store::position;
using store::track_reader;

namespace {

constexpr rules::instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

position at(std::int64_t vehicle, std::chrono::milliseconds when, double lat = 1, double lng = 2) {
  position p;
  p.vehicle = vehicle;
  p.seen.where = {lat, lng};
  p.seen.at = start + when;
  return p;
}

packed_track pack(const std::vector<position>& some) {
  packed_track out;
  for (const auto& each : some)
    out.add(each);
  return out;
}

std::vector<position> unpack(std::string_view bytes, bool& is_torn) {
  std::vector<position> out;
  track_reader reader{bytes};
  for (position p; reader.next(p);)
    out.push_back(p);
  is_torn = reader.is_torn();
  return out;
}

bool comes_back(const std::vector<position>& some) {
  bool is_torn = false;
  return unpack(pack(some).bytes(), is_torn) == some && !is_torn;
}

position full() {
  auto p = at(1, 0s);
  p.seen.speed = 1.5;
  p.seen.heading = 359.999;
  p.seen.accuracy = 1.0 / 3;
  p.seen.altitude = -4.5;
  p.seen.fuel = 100;
  p.seen.ignition = false;
  p.seen.accident = true;
  p.is_low = true;
  p.is_impossible = true;
  return p;
}

} // namespace

CAF_TEST(all that a report can say comes back) {
  CAF_CHECK(comes_back({}));
  CAF_CHECK(comes_back({full(), at(1, 1s), full()}));
}

CAF_TEST(each member is there or not alone) {
  for (auto member : {&rules::report::speed, &rules::report::heading, &rules::report::accuracy,
                      &rules::report::altitude, &rules::report::fuel}) {
    auto p = at(1, 0s);
    p.seen.*member = 12.25;
    CAF_CHECK(comes_back({p}));
    p = full();
    (p.seen.*member).reset();
    CAF_CHECK(comes_back({p}));
  }
  for (auto flag : {&position::is_low, &position::is_impossible}) {
    auto p = at(1, 0s);
    p.*flag = true;
    CAF_CHECK(comes_back({p}));
  }
  auto p = at(1, 0s);
  p.seen.ignition = true;
  CAF_CHECK(comes_back({p}));
  p = at(1, 0s);
  p.seen.accident = true;
  CAF_CHECK(comes_back({p}));
}

CAF_TEST(numbers come back to the last bit) {
  const auto most = std::numeric_limits<double>::max();
  const auto least = std::numeric_limits<double>::denorm_min();
  for (const double n : {0.0, -0.0, 0.001, 0.0005, -0.001, 1.0 / 3, 36.0, 1e15, 1e12, most, -most,
                         least, 1e300, std::nextafter(36.0, 37.0)}) {
    auto p = at(1, 0s, n, -n);
    p.seen.speed = n;
    bool is_torn = false;
    const auto back = unpack(pack({p, p}).bytes(), is_torn).at(1);
    CAF_CHECK(back == p);
    CAF_CHECK_EQUAL(std::signbit(back.seen.where.lat), std::signbit(n));
    CAF_CHECK_EQUAL(std::signbit(*back.seen.speed), std::signbit(n));
  }
}

CAF_TEST(what was packed is gone on with as if it had never ended) {
  std::mt19937 dice{5};
  for (int round = 0; round < 200; ++round) {
    std::vector<position> some;
    for (auto left = dice() % 20; left > 0; --left) {
      auto p = dice() % 3 == 0 ? full() : at(1, 0s);
      p.vehicle = dice() % 4;
      p.seen.at = start + std::chrono::milliseconds{dice() % 10'000};
      p.seen.where = {(dice() % 1'000) / 7.0, (dice() % 1'000) / 8.0};
      some.push_back(p);
    }
    const auto whole = pack(some);
    const auto cut = some.begin() + static_cast<std::ptrdiff_t>(dice() % (some.size() + 1));
    auto resumed = packed_track::resume(std::string{pack({some.begin(), cut}).bytes()});
    CAF_REQUIRE(resumed.has_value());
    std::for_each(cut, some.end(), [&](const position& p) { resumed->add(p); });
    CAF_CHECK(resumed->bytes() == whole.bytes());
    CAF_CHECK_EQUAL(resumed->size(), whole.size());
    CAF_CHECK(whole.empty() || resumed->first() == whole.first());
    CAF_CHECK(whole.empty() || resumed->last() == whole.last());
  }
  const auto torn = std::string{pack({full()}).bytes()};
  CAF_CHECK(!packed_track::resume(torn.substr(0, torn.size() - 1)));
}

CAF_TEST(numbers of vehicles and times have no limits of their own) {
  const auto low = std::numeric_limits<std::int64_t>::min();
  const auto high = std::numeric_limits<std::int64_t>::max();
  auto first = at(low, 0s);
  first.seen.at = rules::instant{std::chrono::milliseconds{high}};
  auto second = at(high, 0s);
  second.seen.at = rules::instant{std::chrono::milliseconds{low}};
  CAF_CHECK(comes_back({first, second, first, at(1, 0s), at(1, -1s)}));
}

CAF_TEST(places anywhere on earth come back) {
  std::mt19937_64 dice{1};
  std::uniform_real_distribution<double> lat{-90, 90};
  std::uniform_real_distribution<double> lng{-180, 180};
  std::vector<position> some;
  for (int i = 0; i < 2'000; ++i) {
    const auto exact = at(i % 7, std::chrono::seconds{i}, lat(dice), lng(dice));
    some.push_back(exact);
    some.push_back(at(i % 5, std::chrono::seconds{i}, std::round(exact.seen.where.lat * 1e6) / 1e6,
                      std::round(exact.seen.where.lng * 1e7) / 1e7));
  }
  CAF_CHECK(comes_back(some));
}

CAF_TEST(a car on its way takes a dozen bytes a report) {
  packed_track way;
  for (int i = 0; i < 1'000; ++i) {
    auto p = at(4'711, std::chrono::seconds{i}, 40 + 0.00009 * i, -4 + 0.00001 * i);
    p.seen.where.lat = std::round(p.seen.where.lat * 1e6) / 1e6;
    p.seen.where.lng = std::round(p.seen.where.lng * 1e6) / 1e6;
    p.seen.speed = 36;
    p.seen.heading = 12;
    way.add(p);
  }
  CAF_CHECK(way.bytes().size() < 14'000);
  CAF_CHECK_EQUAL(way.size(), 1'000u);
}

CAF_TEST(it knows the first and the last moment whatever their order) {
  const auto way = pack({at(1, 5s), at(2, 3s), at(1, 9s), at(3, 4s)});
  CAF_CHECK(way.first() == start + 3s);
  CAF_CHECK(way.last() == start + 9s);
}

CAF_TEST(what was cut off is torn and keeps what stands before) {
  const auto whole = pack({full(), full(), full()});
  std::vector<std::size_t> ends{0};
  for (std::size_t n = 1; n <= 3; ++n)
    ends.push_back(pack(std::vector{n, full()}).bytes().size());
  CAF_REQUIRE_EQUAL(ends.back(), whole.bytes().size());
  for (std::size_t cut = 0; cut <= whole.bytes().size(); ++cut) {
    bool is_torn = false;
    const auto left = unpack(whole.bytes().substr(0, cut), is_torn);
    const auto good =
      static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin() - 1);
    CAF_CHECK_EQUAL(left.size(), good);
    CAF_CHECK_EQUAL(is_torn, ends[good] != cut);
  }
}

CAF_TEST(any bytes are read or torn) {
  std::mt19937_64 dice{2};
  std::size_t torn = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes(dice() % 200, '\0');
    for (auto& each : bytes)
      each = static_cast<char>(dice());
    bool is_torn = false;
    CAF_CHECK(unpack(bytes, is_torn).size() <= bytes.size());
    torn += is_torn;
  }
  CAF_CHECK(torn > 0);
}
