#define CAF_SUITE actors.contract.people

#include "actors/contract/people.hpp"

#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::contract;

namespace {

/// Answers when it is told to.
struct registry {
  std::vector<std::function<void()>> owed;
  person_finder finder() {
    return [this](std::string_view id, std::function<void(std::optional<person>)> done) {
      owed.push_back([name = std::string{id}, done = std::move(done)] {
        if (name == "nobody")
          return done(std::nullopt);
        person who;
        who.id = name;
        done(std::move(who));
      });
    };
  }
};

} // namespace

CAF_TEST(those who exist are found together) {
  registry r;
  int heard = 0;
  people_by_id found;
  find_people(r.finder(), {"b", "nobody", "a"}, [&](const people_by_id& people) {
    ++heard;
    found = people;
  });
  CAF_REQUIRE_EQUAL(r.owed.size(), 3u);
  r.owed[2]();
  r.owed[0]();
  CAF_CHECK_EQUAL(heard, 0);
  r.owed[1]();
  CAF_CHECK_EQUAL(heard, 1);
  CAF_CHECK_EQUAL(found.size(), 2u);
  CAF_CHECK(found.contains("a") && found.contains("b"));
}

CAF_TEST(nobody asked for is answered at once) {
  registry r;
  int heard = 0;
  find_people(r.finder(), {},
              [&](const people_by_id& people) { heard += people.empty() ? 1 : 10; });
  find_people({}, {"a"}, [&](const people_by_id& people) { heard += people.empty() ? 1 : 10; });
  CAF_CHECK_EQUAL(heard, 2);
}
