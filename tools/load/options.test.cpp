#define CAF_SUITE tools.load.options
#include "tools/load/options.hpp"

#include "caf/test/dsl.hpp"

#include <string>
#include <variant>

using namespace fleetwire::load;

namespace {

options good(const std::vector<std::string_view>& args) {
  auto result = parse_options(args);
  if (auto* fault = std::get_if<usage_error>(&result))
    CAF_FAIL("refused: " << fault->text);
  return std::get<options>(result);
}

std::string refused(const std::vector<std::string_view>& args) {
  auto result = parse_options(args);
  auto* fault = std::get_if<usage_error>(&result);
  return fault ? fault->text : "accepted";
}

} // namespace

CAF_TEST(each scenario has its own defaults) {
  CAF_CHECK_EQUAL(good({"connect"}).connections, 1000u);
  CAF_CHECK_EQUAL(good({"connect"}).concurrency, 64u);
  CAF_CHECK_EQUAL(good({"echo"}).connections, 100u);
  CAF_CHECK_EQUAL(good({"echo"}).window, 1u);
  CAF_CHECK_EQUAL(good({"echo", "--rate", "10"}).window, 64u);
  CAF_CHECK_EQUAL(good({"reconnect", "--connections", "15000"}).concurrency, 15000u);
}

CAF_TEST(values and switches are read) {
  auto o = good({"fanout", "--port", "65535", "--connections", "7", "--window", "16", "--size",
                 "128", "--duration", "0.5", "--namespace", "/chat", "--auth", R"({"a":1})",
                 "--server-pid", "12", "--json", "--quiet"});
  CAF_CHECK(o.scenario == scenario_kind::fanout);
  CAF_CHECK_EQUAL(o.port, 65535u);
  CAF_CHECK_EQUAL(o.connections, 7u);
  CAF_CHECK_EQUAL(o.window, 16u);
  CAF_CHECK_EQUAL(o.size, 128u);
  CAF_CHECK_EQUAL(o.duration, 0.5);
  CAF_CHECK_EQUAL(o.name_space, "/chat");
  CAF_CHECK_EQUAL(o.auth, R"({"a":1})");
  CAF_CHECK_EQUAL(o.server_pid, 12);
  CAF_CHECK(o.json && o.quiet);
}

CAF_TEST(source addresses are added above 25000 connections) {
  CAF_CHECK_EQUAL(good({"idle", "--connections", "25000"}).sources, 0u);
  CAF_CHECK_EQUAL(good({"idle", "--connections", "25001"}).sources, 2u);
  CAF_CHECK_EQUAL(good({"idle", "--sources", "250"}).sources, 250u);
}

CAF_TEST(rooms are terms with commas) {
  auto rooms = good({"idle", "--rooms", "shared:2:100,private:3"}).rooms;
  CAF_REQUIRE_EQUAL(rooms.size(), 2u);
  CAF_CHECK((rooms[0] == room_term{true, 2, 100}));
  CAF_CHECK((rooms[1] == room_term{false, 3, 1}));
  for (auto bad :
       {"", "shared:2", "private:2:3", "private:0", "shared:1:0", "other:1", "private:1,"})
    CAF_CHECK_EQUAL(refused({"idle", "--rooms", bad}),
                    "--rooms cannot be '" + std::string{bad} + "'");
}

CAF_TEST(help wins over a fault after it) {
  CAF_CHECK(std::holds_alternative<help_request>(parse_options({"--help", "--nonsense"})));
  CAF_CHECK(std::holds_alternative<help_request>(parse_options({"echo", "-h"})));
  CAF_CHECK(std::holds_alternative<version_request>(parse_options({"--version"})));
  CAF_CHECK(help_text().find("usage: fleetwire-load") != std::string_view::npos);
}

CAF_TEST(faults are named) {
  CAF_CHECK_EQUAL(refused({}), "name a scenario: connect, idle, echo, fanout, mixed or reconnect");
  CAF_CHECK_EQUAL(refused({"dance"}), "unknown scenario 'dance'");
  CAF_CHECK_EQUAL(refused({"echo", "idle"}), "unknown scenario 'idle'");
  CAF_CHECK_EQUAL(refused({"echo", "--speed", "9"}), "unknown option '--speed'");
  CAF_CHECK_EQUAL(refused({"echo", "--port"}), "--port needs a value");
}

CAF_TEST(numbers must be whole and in range) {
  CAF_CHECK_EQUAL(refused({"echo", "--port", "0"}), "--port cannot be '0'");
  CAF_CHECK_EQUAL(refused({"echo", "--port", "65536"}), "--port cannot be '65536'");
  CAF_CHECK_EQUAL(refused({"echo", "--window", "4x"}), "--window cannot be '4x'");
  CAF_CHECK_EQUAL(refused({"echo", "--window", "-1"}), "--window cannot be '-1'");
  CAF_CHECK_EQUAL(refused({"echo", "--duration", "nan"}), "--duration cannot be 'nan'");
  CAF_CHECK_EQUAL(good({"echo", "--size", "64"}).size, 64u);
  CAF_CHECK_EQUAL(refused({"echo", "--size", "63"}), "--size cannot be '63'");
}

CAF_TEST(options that contradict each other are refused) {
  CAF_CHECK(refused({"echo", "--transport", "polling"}).starts_with("--transport polling"));
  CAF_CHECK(refused({"connect", "--transport", "polling"}).starts_with("--transport polling"));
  CAF_CHECK(good({"connect", "--transport", "polling", "--close"}).polling);
  CAF_CHECK(refused({"fanout", "--connections", "2", "--senders", "3"}).starts_with("--senders"));
  CAF_CHECK(refused({"mixed", "--connections", "10", "--watchers", "10"}).starts_with("--watch"));
  CAF_CHECK(refused({"echo", "--rooms", "private:1"}).starts_with("--rooms"));
  CAF_CHECK(refused({"echo", "--host", "10.0.0.1", "--sources", "2"}).starts_with("--sources"));
}
