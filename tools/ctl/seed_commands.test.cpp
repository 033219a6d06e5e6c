#define CAF_SUITE tools.ctl.seed_commands

#include "tools/ctl/seed_commands.hpp"

#include <filesystem>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

struct fixture {
  std::filesystem::path data = std::filesystem::temp_directory_path()
                               / ("fleetwire-ctl-seed-" + std::to_string(std::random_device{}()));
  ~fixture() { std::filesystem::remove_all(data); }

  static ctl::answer run(std::vector<std::string> words) {
    words.insert(words.begin(), {"seed", "demo"});
    return ctl::run(words, "http://127.0.0.1:1");
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(seed_commands_tests, fixture)

CAF_TEST(a town is made once however often it is asked for) {
  const auto first = run({"--data", data.string()});
  CAF_CHECK_EQUAL(first.error, "");
  CAF_CHECK(first.out.starts_with("21 people and 47 other rows were added"));
  const auto again = run({"--data=" + data.string()});
  CAF_CHECK_EQUAL(again.error, "");
  CAF_CHECK(again.out.starts_with("0 people and 0 other rows were added"));
}

CAF_TEST(without a folder nothing is made) {
  CAF_CHECK_EQUAL(run({"--data"}).code, ctl::misused);
  CAF_CHECK_EQUAL(run({"--data="}).code, ctl::misused);
  CAF_CHECK_EQUAL(run({data.string()}).code, ctl::misused);
  CAF_CHECK_EQUAL(run({"--data", data.string(), "more"}).code, ctl::misused);
}

CAF_TEST_FIXTURE_SCOPE_END()
