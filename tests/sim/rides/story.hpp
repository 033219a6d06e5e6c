#pragma once

#include "tests/sim/rides/town.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "caf/test/dsl.hpp"

namespace fleetwire::sim {

using names = std::vector<std::string>;
inline constexpr geo_point plaza{10.0, -66.0};
inline constexpr geo_point round_the_corner{10.001, -66.0};
inline constexpr geo_point a_mile_off{10.015, -66.0};

/// A town of two drivers that can die and come back, for stories.
struct story {
  std::shared_ptr<storage::stepped_disk> disk = std::make_shared<storage::stepped_disk>();
  std::shared_ptr<contract::manual_clock> clock = std::make_shared<contract::manual_clock>();
  std::unique_ptr<town> place = make();

  std::unique_ptr<town> make() { return std::make_unique<town>(place::setup{2, 7}, disk, clock); }
  /// The process dies and comes back.
  void die_and_return() {
    place->crash();
    come_back();
  }
  void come_back() {
    place = nullptr;
    place = make();
    for (const auto* each : {"d1", "d2"})
      place->people().add_driver(each);
    place->settle();
  }
  /// One step after the other until it is so.
  template <class Predicate>
  void until(Predicate is_so) {
    for (int i = 0; i < 10'000 && !is_so(); ++i)
      if (!place->step_actors() && !place->step_store())
        break;
    CAF_REQUIRE(is_so());
  }
  rules::trip stored(const std::string& id = "t1") {
    auto found = place->stored(id);
    CAF_REQUIRE(found.has_value());
    return *found;
  }
  rules::assignment offer(const std::string& id = "t1") {
    const auto trip = stored(id);
    const auto* live = rules::live_offer(trip);
    CAF_REQUIRE(live != nullptr);
    return *live;
  }
  result<rules::trip> accept(const std::string& id = "t1") {
    const auto asked = offer(id);
    auto got = place->answer(asked.id, rules::accept_offer{asked.id, asked.driver_id});
    place->settle();
    return got;
  }
  void ask(const std::string& id = "t1", const std::string& passenger = "p1") {
    auto got = place->ask(id, passenger, plaza);
    place->settle();
    CAF_REQUIRE(got->has_value());
    CAF_REQUIRE(std::holds_alternative<rules::trip>(**got));
  }
  rules::availability driver(const std::string& id) {
    auto got = place->driver(id, live::look{});
    place->settle();
    CAF_REQUIRE(got->has_value());
    CAF_REQUIRE(std::holds_alternative<rules::availability>(**got));
    return std::get<rules::availability>(**got);
  }
};

template <class T>
std::string code_of(const result<T>& got) {
  if (!got->has_value())
    return "no answer";
  const auto* no = std::get_if<rules::refusal>(&**got);
  return no ? no->code : "done";
}

} // namespace fleetwire::sim
