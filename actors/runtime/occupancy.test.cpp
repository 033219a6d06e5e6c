#define CAF_SUITE actors.runtime.occupancy

#include "actors/runtime/occupancy.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::runtime;

CAF_TEST(a room is occupied until the last has left) {
  occupancy rooms;
  const auto here = rooms.slot_of(&rooms, "a");
  CAF_CHECK(!rooms.perhaps(here));
  rooms.enter(here);
  rooms.enter(here);
  rooms.leave(here);
  CAF_CHECK(rooms.perhaps(here));
  rooms.leave(here);
  CAF_CHECK(!rooms.perhaps(here));
}

CAF_TEST(neighbours are told apart) {
  occupancy rooms;
  rooms.enter(64);
  for (const occupancy::slot other : {0u, 63u, 65u, 127u, 128u})
    CAF_CHECK(!rooms.perhaps(other));
  rooms.enter(65);
  rooms.leave(64);
  CAF_CHECK(!rooms.perhaps(64));
  CAF_CHECK(rooms.perhaps(65));
}

CAF_TEST(names and namespaces are told apart) {
  occupancy rooms;
  const int one = 0;
  const int other = 0;
  CAF_CHECK_NOT_EQUAL(rooms.slot_of(&one, "a"), rooms.slot_of(&one, "b"));
  CAF_CHECK_NOT_EQUAL(rooms.slot_of(&one, "a"), rooms.slot_of(&other, "a"));
}

CAF_TEST(two names of one place keep each other occupied) {
  occupancy rooms{1};
  const auto a = rooms.slot_of(&rooms, "a");
  const auto b = rooms.slot_of(&rooms, "b");
  rooms.enter(a);
  rooms.enter(b);
  rooms.leave(a);
  CAF_CHECK(rooms.perhaps(a)); // too often, never too rarely
  rooms.leave(b);
  CAF_CHECK(!rooms.perhaps(a));
}

CAF_TEST(a hold keeps its rooms until it goes wherever it went) {
  const auto rooms = std::make_shared<occupancy>();
  const auto here = rooms->slot_of(nullptr, "a");
  {
    occupancy_hold last;
    {
      occupancy_hold first{rooms};
      first.add(nullptr, "a");
      auto second = std::move(first);
      last = std::move(second);
    }
    CAF_CHECK(rooms->perhaps(here));
    last = occupancy_hold{rooms};
    CAF_CHECK(!rooms->perhaps(here));
    last.add(nullptr, "a");
  }
  CAF_CHECK(!rooms->perhaps(here));
}
