#define CAF_SUITE actors.systems.rides.eta.osrm

#include "actors/systems/rides/eta/osrm.hpp"

#include "config/logging.hpp"

#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::systems::rides;
using namespace std::chrono_literals;
using contract::outward_answer;
using contract::outward_fault;

namespace {

class far_side final : public contract::outward_client {
public:
  struct question {
    std::string path;
    answer done;
  };
  void get(std::string path, answer done) override {
    questions.push_back({std::move(path), std::move(done)});
  }
  void close() override {
    for (auto& each : std::exchange(questions, {}))
      each.done(outward_fault::closed);
  }
  std::vector<question> questions;
};

struct fixture {
  fixture() : roads(std::make_unique<far_side>()) {
    log::start({}, [this](std::string_view line) { lines.append(line); });
  }
  ~fixture() { log::stop(); }

  /// What is known after that answer; the question is asked first.
  std::optional<std::chrono::milliseconds> hear(
    const std::variant<outward_fault, outward_answer>& what) {
    bool is_told = false;
    std::optional<std::chrono::milliseconds> known;
    server->questions.clear();
    provider.ask({10.5, -66.5}, {11, -67}, [&](auto got) {
      CAF_CHECK(!std::exchange(is_told, true));
      known = got;
    });
    CAF_REQUIRE_EQUAL(server->questions.size(), 1u);
    CAF_CHECK(!is_told);
    server->questions[0].done(what);
    CAF_CHECK(is_told);
    return known;
  }
  std::size_t logged(std::string_view event) {
    log::stop(); // writes what is queued
    std::size_t count = 0;
    for (auto at = lines.find(event); at != std::string::npos; at = lines.find(event, at + 1))
      ++count;
    return count;
  }

  std::string lines;
  std::unique_ptr<far_side> roads;
  far_side* server = roads.get();
  eta::osrm provider{std::move(roads)};
};

const outward_answer five_minutes{200, R"({"code":"Ok","durations":[[300]]})"};
const outward_answer no_way{400, R"({"code":"NoSegment"})"};

} // namespace

CAF_TEST_FIXTURE_SCOPE(osrm_tests, fixture)

CAF_TEST(it asks the table and gives what stands there) {
  CAF_CHECK(hear(five_minutes) == 5min);
  const auto path = server->questions[0].path;
  CAF_CHECK_EQUAL(path, "/table/v1/driving/-66.500000,10.500000;-67.000000,11.000000"
                        "?sources=0&destinations=1&annotations=duration");
}

CAF_TEST(every failure means that nothing is known) {
  for (const auto why :
       {outward_fault::unreachable, outward_fault::timed_out, outward_fault::broken,
        outward_fault::too_large, outward_fault::overloaded, outward_fault::closed})
    CAF_CHECK(!hear(why));
  CAF_CHECK(!hear(outward_answer{502, "<html>bad gateway"}));
  CAF_CHECK(!hear(no_way));
}

CAF_TEST(an outage is logged once and its end once) {
  for (int i = 0; i < 3; ++i)
    hear(outward_fault::unreachable);
  hear(outward_answer{200, "garbage"});
  hear(outward_fault::timed_out);
  hear(five_minutes);
  hear(five_minutes);
  hear(outward_fault::broken);
  CAF_CHECK_EQUAL(logged("roads_unknown"), 2u);
  CAF_CHECK_EQUAL(logged("roads_known"), 1u);
}

CAF_TEST(what is no outage is not logged) {
  hear(outward_fault::overloaded);
  hear(no_way);
  hear(outward_fault::closed);
  CAF_CHECK_EQUAL(logged("roads_"), 0u);
}

CAF_TEST(who waits when it is closed hears that nothing is known) {
  bool is_told = false;
  provider.ask({}, {}, [&](auto got) {
    CAF_CHECK(!got);
    is_told = true;
  });
  provider.close();
  CAF_CHECK(is_told);
}

CAF_TEST_FIXTURE_SCOPE_END()
