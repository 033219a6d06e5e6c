#define CAF_SUITE actors.contract.roster

#include "actors/contract/roster.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

struct fixture : test_coordinator_fixture<> {
  ~fixture() {
    desk.dismiss_all();
    run();
  }
  void tell() {
    desk.tell("one", std::string{"do it"}, [this] {
      ++made;
      auto who =
        sys.spawn([](caf::event_based_actor*) { return caf::behavior{[](const std::string&) {}}; });
      last = who.id();
      return who;
    });
    run();
  }
  contract::roster desk;
  int made = 0;
  caf::actor_id last = 0;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(roster_tests, fixture)

CAF_TEST(an actor goes when it has heard all that was sent to it) {
  tell();
  tell();
  desk.let_go({"one", 1, last});
  tell();
  CAF_CHECK_EQUAL(made, 1);
  desk.let_go({"one", 3, last});
  tell();
  CAF_CHECK_EQUAL(made, 2);
}

CAF_TEST(an actor that asked twice does not send away the next) {
  tell();
  const auto first = last;
  desk.let_go({"one", 1, first});
  tell();
  desk.let_go({"one", 1, first}); // the next has been sent as much
  tell();
  CAF_CHECK_EQUAL(made, 2);
  desk.let_go({"nobody", 0, last});
}

CAF_TEST_FIXTURE_SCOPE_END()
