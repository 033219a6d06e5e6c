#define CAF_SUITE tools.ctl.command

#include "tools/ctl/command.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

/// Nothing listens there: the port is reserved.
constexpr const char* nowhere = "http://127.0.0.1:1";

ctl::answer run(const std::vector<std::string>& arguments) {
  return ctl::run(arguments, nowhere);
}

} // namespace

CAF_TEST(help names every command) {
  const auto help = run({"--help"});
  CAF_CHECK_EQUAL(help.code, ctl::done);
  for (const auto& c : ctl::commands())
    CAF_CHECK(help.out.find("\n  " + std::string{c.name}) != std::string::npos);
  CAF_CHECK_EQUAL(run({}).code, ctl::misused);
  CAF_CHECK_EQUAL(run({"status", "--help"}).code, ctl::done);
  CAF_CHECK(run({"--version"}).out.starts_with("fleetwire-ctl "));
}

CAF_TEST(what makes no sense is refused) {
  const std::vector<std::vector<std::string>> wrong{{"dance"},
                                                    {"status", "extra"},
                                                    {"config", "check"},
                                                    {"config"},
                                                    {"--url"},
                                                    {"--timeout", "soon", "status"},
                                                    {"--timeout=0s", "status"},
                                                    {"metrics", "a", "b"},
                                                    {"--json"},
                                                    {"--url", "https://x", "status"}};
  for (const auto& arguments : wrong) {
    const auto answer = run(arguments);
    CAF_CHECK_EQUAL(answer.code, ctl::misused);
    CAF_CHECK(!answer.error.empty());
  }
}

CAF_TEST(a server that is not there is said to be so) {
  for (const auto* name : {"health", "status", "actors", "metrics"}) {
    const auto answer = run({name});
    CAF_CHECK_EQUAL(answer.code, ctl::failed);
    CAF_CHECK(answer.error.find("127.0.0.1:1") != std::string::npos);
  }
  CAF_CHECK(run({"health", "--url=http://127.0.0.1:2"}).error.find("127.0.0.1:2")
            != std::string::npos);
}

CAF_TEST(a file is checked without a server) {
  const auto path = std::filesystem::temp_directory_path()
                    / ("fleetwire-ctl-" + std::to_string(std::random_device{}()) + ".toml");
  std::ofstream{path} << "[server]\nport = 80\n";
  CAF_CHECK_EQUAL(run({"config", "check", path.string()}).code, ctl::done);
  std::ofstream{path} << "[server]\nprot = 80\nhost = 1\n";
  const auto answer = run({"config", "check", path.string()});
  CAF_CHECK_EQUAL(answer.code, ctl::failed);
  CAF_CHECK(answer.error.find(":2: server.prot is unknown") != std::string::npos);
  CAF_CHECK(answer.error.find(":3: server.host must be") != std::string::npos);
  std::filesystem::remove(path);
  CAF_CHECK_EQUAL(run({"config", "check", path.string()}).code, ctl::failed);
}
