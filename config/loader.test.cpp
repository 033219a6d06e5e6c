#define CAF_SUITE config.loader

#include "config/loader.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::config;

namespace {

struct fixture {
  std::filesystem::path folder = std::filesystem::temp_directory_path()
                                 / ("fleetwire-loader-test-" + std::to_string(::getpid()));
  settings s;
  sources from;
  load_result result;

  fixture() { std::filesystem::create_directory(folder); }

  ~fixture() { std::filesystem::remove_all(folder); }

  void file(const std::string& text) {
    from.file = (folder / "test.toml").string();
    std::ofstream{from.file} << text;
  }

  void load() {
    s = settings{};
    result = config::load(s, from);
  }

  std::string faults() const {
    std::string out;
    for (const auto& f : result.faults)
      out += f.to_string() + "\n";
    return out;
  }

  bool complains(std::string_view text) const { return faults().find(text) != std::string::npos; }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(loader_tests, fixture)

CAF_TEST(nothing given means defaults) {
  load();
  CAF_CHECK(result.ok());
  CAF_CHECK_EQUAL(s.server.port, 3000);
  CAF_CHECK(result.origins.empty());
}

CAF_TEST(flags win over the environment and that over the file) {
  file("[server]\nhost = \"10.0.0.1\"\nport = 1\nworkers = 3\n");
  from.environment = {{"FLEETWIRE_SERVER_PORT", "2"}, {"FLEETWIRE_SERVER_HOST", "10.0.0.2"}};
  from.arguments = {"--server.port=4"};
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK_EQUAL(s.server.port, 4);
  CAF_CHECK_EQUAL(s.server.host, "10.0.0.2");
  CAF_CHECK_EQUAL(s.server.workers, 3u);
  CAF_CHECK_EQUAL(result.origins["server.port"], "flag --server.port");
  CAF_CHECK_EQUAL(result.origins["server.host"], "environment FLEETWIRE_SERVER_HOST");
  CAF_CHECK_EQUAL(result.origins["server.workers"], "test.toml:4");
}

CAF_TEST(all faults come at once with file and line) {
  file("systems = \"rides\"\n"
       "[server]\n"
       "port = 70000\n"
       "prot = 3000\n"
       "[engineio]\n"
       "ping_interval = \"25 seconds\"\n"
       "[nonsense]\n"
       "x = 1\n");
  from.environment = {{"FLEETWIRE_LOG_LEVEL", "loud"}};
  from.arguments = {"--guard.max_headers=no", "--sever.port", "80"};
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 7u);
  CAF_CHECK(
    complains("test.toml:3: server.port must be a whole number from 0 to 65535, but is 70000\n"));
  CAF_CHECK(complains("test.toml:4: server.prot is unknown; did you mean server.port?\n"));
  CAF_CHECK(complains("test.toml:6: engineio.ping_interval must be a duration"));
  CAF_CHECK(complains("test.toml:8: nonsense.x is unknown\n"));
  CAF_CHECK(complains("environment FLEETWIRE_LOG_LEVEL: log.level must be one of \"trace\""));
  CAF_CHECK(complains("flag --guard.max_headers: guard.max_headers must be"));
  CAF_CHECK(complains("--sever.port is unknown; did you mean server.port?"));
}

CAF_TEST(faults between options name where the value came from) {
  file("[tls]\ncertificate = \"a.pem\"\n");
  from.arguments = {"--telemetry.port=3000"};
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 2u);
  CAF_CHECK(complains("tls.key is missing"));
  CAF_CHECK(complains("flag --telemetry.port: telemetry.port must differ"));
}

CAF_TEST(the names of Socket.IO are understood) {
  file("[engineio]\npingInterval = 1000\nmaxHttpBufferSize = \"2MB\"\n"
       "[cookie]\nname = \"io\"\nhttpOnly = false\n");
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK(s.engineio.ping_interval == milliseconds{1'000});
  CAF_CHECK_EQUAL(s.engineio.max_http_buffer_size, 2'000'000u);
  CAF_CHECK_EQUAL(s.cookie.http_only, false);
}

CAF_TEST(one option in two spellings is refused) {
  file("[engineio]\npingInterval = 1000\nping_interval = 1000\n");
  load();
  CAF_CHECK(complains("engineio.ping_interval is given twice"));
  CAF_CHECK_EQUAL(result.faults.size(), 1u);
}

CAF_TEST(a file that is no TOML is refused with its line) {
  file("[server]\nport = \n");
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 1u);
  CAF_CHECK(complains("test.toml:2: not valid TOML"));
  file("[server\n");
  load();
  CAF_CHECK(complains("test.toml:1: not valid TOML"));
  file("[server]\nport = 2024-01-01\n[[guard]]\nx = 1\n");
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 2u);
  file("port = 1\n\x01");
  load();
  CAF_CHECK(!result.ok());
}

CAF_TEST(a missing file and a folder are refused) {
  from.file = (folder / "absent.toml").string();
  load();
  CAF_CHECK(complains("absent.toml: cannot be read: No such file or directory"));
  from.file = folder.string();
  load();
  CAF_CHECK(complains("it is a folder"));
}

CAF_TEST(the file is chosen by flag or variable) {
  file("[server]\nport = 1\n");
  const auto path = from.file;
  from.file = "/nowhere";
  from.environment = {{"FLEETWIRE_CONFIG", path}};
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK_EQUAL(s.server.port, 1);
  from.environment = {{"FLEETWIRE_CONFIG", "/nowhere/else"}};
  from.arguments = {"--config", path};
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK_EQUAL(result.file, path);
}

CAF_TEST(flags have several spellings) {
  from.arguments = {"--port",
                    "5",
                    "--host=::1",
                    "--data",
                    "/var/lib/x",
                    "--server-workers",
                    "2",
                    "--engineio.pingTimeout=5s",
                    "--cors.origins",
                    "https://a.example,null",
                    "--recovery.enabled",
                    "--socketio.enabled",
                    "no",
                    "--check-config"};
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK_EQUAL(s.server.port, 5);
  CAF_CHECK_EQUAL(s.server.host, "::1");
  CAF_CHECK_EQUAL(s.storage.data, "/var/lib/x");
  CAF_CHECK_EQUAL(s.server.workers, 2u);
  CAF_CHECK(s.engineio.ping_timeout == milliseconds{5'000});
  CAF_CHECK_EQUAL(s.cors.origins.size(), 2u);
  CAF_CHECK_EQUAL(s.recovery.enabled, true);
  CAF_CHECK_EQUAL(s.socketio.enabled, false);
  CAF_CHECK_EQUAL(result.check_config, true);
}

CAF_TEST(flags that make no sense are refused) {
  from.arguments = {"--port", "--help=1", "extra", "-x", "--"};
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 5u);
  CAF_CHECK(complains("--port needs a value"));
  CAF_CHECK(complains("--help takes no value"));
  CAF_CHECK(complains("extra is not understood"));
}

CAF_TEST(an empty value is a value) {
  from.arguments = {"--storage.data=", "--cors.origins="};
  from.environment = {{"FLEETWIRE_SERVER_HOST", ""}};
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 1u);
  CAF_CHECK(complains("server.host must be an address, but is \"\""));
}

CAF_TEST(variables of a section are refused when misspelt and others pointed out) {
  from.environment = {{"FLEETWIRE_SERVER_PROT", "1"},
                      {"FLEETWIRE_SERVR_PORT", "1"},
                      {"FLEETWIRE_CTL_URL", "x"},
                      {"OTHER_SERVER_PORT", "1"}};
  load();
  CAF_CHECK_EQUAL(result.faults.size(), 1u);
  CAF_CHECK(complains("FLEETWIRE_SERVER_PROT names no option; did you mean server.port?"));
  CAF_CHECK_EQUAL(result.warnings.size(), 2u);
}

CAF_TEST(the right key in the wrong section is suggested) {
  file("[server]\nping_interval = \"1s\"\n");
  load();
  CAF_CHECK(complains("did you mean engineio.ping_interval?"));
}

CAF_TEST(secrets are never shown) {
  std::string token = "kept";
  std::vector<option> table{{.path = "x.token",
                             .target = &token,
                             .help = "a secret",
                             .choices = {"kept", "other"},
                             .secret = true}};
  from.arguments = {"--x.token=hunter2"};
  result = config::load(table, from);
  CAF_CHECK_EQUAL(result.faults.size(), 1u);
  CAF_CHECK(!complains("hunter2"));
  CAF_CHECK(!complains("kept\n"));
  CAF_CHECK(effective(table, result).find("kept") == std::string::npos);
  CAF_CHECK(help_text(table).find("kept") == std::string::npos);
  CAF_CHECK(effective(table, result).find("token = \"***\"") != std::string::npos);
}

CAF_TEST(the effective configuration loads to itself) {
  from.arguments = {"--server.port=99", "--cors.origins=https://a.example,*",
                    "--guard.events_per_second=12.5", "--cookie.max_age_seconds=60"};
  load();
  CAF_REQUIRE(result.ok());
  const auto text = effective(schema(s), result);
  file(text);
  from.arguments.clear();
  load();
  CAF_CHECK_EQUAL(faults(), "");
  CAF_CHECK_EQUAL(s.server.port, 99);
  CAF_CHECK_EQUAL(s.guard.events_per_second, 12.5);
  CAF_CHECK_EQUAL(s.cors.origins.size(), 2u);
  CAF_CHECK_EQUAL(s.cookie.max_age_seconds, 60);
  for (const auto& o : schema(s))
    CAF_CHECK_EQUAL(result.origins.count(o.path), 1u);
}

CAF_TEST(the help shows flags as they are given) {
  const auto help = help_text(schema(s));
  for (const auto& o : schema(s))
    CAF_CHECK(help.find("\n  --" + o.path + "=") != std::string::npos
              || help.starts_with("  --" + o.path + "="));
  CAF_CHECK(help.find("--server.host=127.0.0.1 ") != std::string::npos);
  CAF_CHECK(help.find("--cors.methods=GET,HEAD,PUT,PATCH,POST,DELETE\n") != std::string::npos);
  CAF_CHECK(help.find("--engineio.ping_interval=25s ") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
