#define CAF_SUITE actors.systems.rides.live.pickup_eta

#include "actors/systems/rides/live/pickup_eta.hpp"

#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::systems::rides;
using namespace fleetwire::systems::rides::live;
using namespace std::chrono_literals;

namespace {

constexpr geo::point here{10, -66}, pickup{10.01, -66};
constexpr int crow = 2; // minutes from here to there

class slow_roads final : public road_times {
public:
  void ask(geo::point, geo::point, answer done) override { questions.push_back(std::move(done)); }
  std::vector<answer> questions;
};

struct fixture {
  void ask(const std::string& driver, rules::instant at) {
    eta.ask(driver, here, pickup, at, [this](auto what) { mailbox.push_back(std::move(what)); });
  }
  void answer(std::size_t question, std::optional<std::chrono::milliseconds> takes) {
    roads.questions.at(question)(takes);
    for (auto& each : std::exchange(mailbox, {}))
      each();
  }
  int minutes(const std::string& driver, rules::instant at) {
    return eta.minutes(driver, here, pickup, at).value_or(-1);
  }

  slow_roads roads;
  pickup_eta eta{&roads};
  std::vector<std::function<void()>> mailbox;
  rules::instant noon{12h};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pickup_eta_tests, fixture)

CAF_TEST(until the roads are known it is as the crow flies) {
  CAF_CHECK_EQUAL(minutes("ana", noon), crow);
  ask("ana", noon);
  CAF_CHECK_EQUAL(minutes("ana", noon), crow);
  answer(0, 7min);
  CAF_CHECK_EQUAL(minutes("ana", noon + 3s), 7);
  CAF_CHECK_EQUAL(minutes("ana", noon + 1h), crow);
}

CAF_TEST(one question at a time and nothing from nowhere) {
  ask("ana", noon);
  ask("ana", noon + 3s);
  CAF_CHECK_EQUAL(roads.questions.size(), 1u);
  answer(0, 7min);
  ask("ana", noon + 6s);
  CAF_CHECK_EQUAL(roads.questions.size(), 2u);
  answer(1, 6min);
  CAF_CHECK_EQUAL(minutes("ana", noon + 7s), 6);
  eta.ask("ana", {}, pickup, noon, {});
  CAF_CHECK_EQUAL(roads.questions.size(), 2u);
}

CAF_TEST(no answer leaves what was known while it lasts) {
  ask("ana", noon);
  answer(0, 7min);
  ask("ana", noon + 3s);
  answer(1, std::nullopt);
  CAF_CHECK_EQUAL(minutes("ana", noon + 30s), 7);
  CAF_CHECK_EQUAL(minutes("ana", noon + 31s), crow);
  ask("ana", noon + 32s); // and it may be asked again
  CAF_CHECK_EQUAL(roads.questions.size(), 3u);
}

CAF_TEST(an answer of the driver before counts no more whenever it comes) {
  ask("ana", noon);
  answer(0, 7min);
  CAF_CHECK_EQUAL(minutes("bob", noon), crow);
  ask("ana", noon + 1s);
  ask("bob", noon + 2s);
  CAF_CHECK_EQUAL(roads.questions.size(), 3u);
  answer(2, 9min);
  answer(1, 8min);
  CAF_CHECK_EQUAL(minutes("bob", noon + 3s), 9);
  CAF_CHECK_EQUAL(minutes("ana", noon + 3s), crow);
}

CAF_TEST(an answer at once counts when the actor has read it) {
  ask("ana", noon);
  roads.questions[0](7min);
  CAF_CHECK_EQUAL(minutes("ana", noon), crow);
  for (auto& each : mailbox)
    each();
  CAF_CHECK_EQUAL(minutes("ana", noon), 7);
}

CAF_TEST(without roads nobody is asked) {
  pickup_eta alone{nullptr};
  alone.ask("ana", here, pickup, noon, {});
  CAF_CHECK(alone.minutes("ana", here, pickup, noon) == crow);
}

CAF_TEST_FIXTURE_SCOPE_END()
