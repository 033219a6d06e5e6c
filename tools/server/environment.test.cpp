#define CAF_SUITE tools.server.environment

#include "tools/server/environment.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

struct fixture {
  std::filesystem::path folder = std::filesystem::temp_directory_path()
                                 / ("fleetwire-files-" + std::to_string(std::random_device{}()));
  settings s;

  fixture() {
    std::filesystem::create_directory(folder);
    std::ofstream{folder / "file"} << "x";
  }

  ~fixture() { std::filesystem::remove_all(folder); }

  std::string in(const char* name) const { return (folder / name).string(); }

  std::string fault() const {
    const auto faults = server::check_files(s);
    CAF_CHECK(faults.size() <= 1);
    return faults.empty() ? "" : faults.front().path;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(environment_tests, fixture)

CAF_TEST(the defaults need nothing) {
  CAF_CHECK_EQUAL(fault(), "");
}

CAF_TEST(a certificate must be a readable file) {
  s.tls = {in("file"), in("file")};
  CAF_CHECK_EQUAL(fault(), "");
  s.tls.key = in("absent");
  CAF_CHECK_EQUAL(fault(), "tls.key");
  s.tls = {folder.string(), in("file")};
  CAF_CHECK_EQUAL(fault(), "tls.certificate");
}

CAF_TEST(folders are folders) {
  s.storage.data = in("to_be_made");
  CAF_CHECK_EQUAL(fault(), "");
  s.storage.data = in("file");
  CAF_CHECK_EQUAL(fault(), "storage.data");
  s.storage.data = folder.string();
  s.socketio.serve_client = in("absent");
  CAF_CHECK_EQUAL(fault(), "socketio.serve_client");
}

CAF_TEST(systems are those of the build) {
  CAF_CHECK(server::check_systems(s, {}).empty());
  s.systems = {"demo"};
  CAF_CHECK(server::check_systems(s, {"demo", "other"}).empty());
  s.systems = {"demo", "dmeo", "rides"};
  const auto faults = server::check_systems(s, {"demo", "other"});
  CAF_REQUIRE_EQUAL(faults.size(), 2u);
  CAF_CHECK_EQUAL(faults.front().to_string(),
                  "systems: there is no \"dmeo\"; this build has demo, other");
}

CAF_TEST(the limit of descriptors does not shrink) {
  const auto first = server::raise_descriptor_limit();
  CAF_CHECK(first > 0);
  CAF_CHECK_EQUAL(server::raise_descriptor_limit(), first);
}

CAF_TEST_FIXTURE_SCOPE_END()
