#define CAF_SUITE tools.server.banner

#include "tools/server/banner.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::server;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(urls can be clicked) {
  CAF_CHECK_EQUAL(url("127.0.0.1", 3000, false), "http://127.0.0.1:3000");
  CAF_CHECK_EQUAL(url("0.0.0.0", 80, true), "https://localhost:80");
  CAF_CHECK_EQUAL(url("::", 80, false), "http://localhost:80");
  CAF_CHECK_EQUAL(url("::1", 80, false), "http://[::1]:80");
}

CAF_TEST(the first line says where the server listens) {
  settings s;
  const auto text = banner(s, {.version = "1.2.3", .port = 4321});
  CAF_CHECK(text.starts_with("fleetwired 1.2.3 listening on http://127.0.0.1:4321\n"));
}

CAF_TEST(the block names what runs) {
  settings s;
  s.server.workers = 7;
  s.systems = {"rides", "fleet"};
  s.storage.data = "/var/lib/x";
  s.tls = {"a.pem", "a.key"};
  const auto text = banner(s, {.config_file = "x.toml", .port = 1, .telemetry_port = 2});
  CAF_CHECK(has(text, "https://127.0.0.1:1"));
  CAF_CHECK(has(text, "workers    7\n"));
  CAF_CHECK(has(text, "rides, fleet\n"));
  CAF_CHECK(has(text, "/var/lib/x\n"));
  CAF_CHECK(has(text, "x.toml\n"));
  CAF_CHECK(has(text, "http://127.0.0.1:2"));
}

CAF_TEST(suggestions are for people and work as printed) {
  settings s;
  CAF_CHECK(!has(banner(s, {.port = 1, .for_people = false}), "curl"));
  CAF_CHECK(has(banner(s, {.port = 1}), "curl 'http://127.0.0.1:1/socket.io/?EIO=4&"));
  CAF_CHECK(has(banner(s, {.port = 1, .telemetry_port = 9100}), "fleetwire-ctl status\n"));
  s.telemetry.port = 0;
  CAF_CHECK(has(banner(s, {.port = 1, .telemetry_port = 5}),
                "fleetwire-ctl status --url http://127.0.0.1:5\n"));
  s.telemetry.enabled = false;
  CAF_CHECK(!has(banner(s, {.port = 1}), "fleetwire-ctl"));
}

CAF_TEST(suggestions find the programs beside the server) {
  CAF_CHECK_EQUAL(tools_beside("build/release/bin/fleetwired"), "build/release/bin/");
  CAF_CHECK_EQUAL(tools_beside("fleetwired"), "");
  settings s;
  CAF_CHECK(has(banner(s, {.tools = "a/b/", .telemetry_port = 9100}), "  a/b/fleetwire-top\n"));
}

CAF_TEST(the demo is shown where it runs) {
  settings s;
  CAF_CHECK(!has(banner(s, {.port = 1}), "browser"));
  s.systems = {"demo"};
  CAF_CHECK(has(banner(s, {.port = 1}), "Open http://127.0.0.1:1/ in a browser"));
  CAF_CHECK(has(banner(s, {.port = 1}), "  node -e \"require('socket.io-client')"));
  s.socketio.serve_client = "x/node_modules/socket.io-client/dist/";
  CAF_CHECK(has(banner(s, {.port = 1}), "  NODE_PATH=x/node_modules node -e"));
  s.socketio.serve_client = "/srv/client";
  CAF_CHECK(!has(banner(s, {.port = 1}), "NODE_PATH"));
}

CAF_TEST(a start that failed comes with advice where there is some) {
  CAF_CHECK(has(advice("cannot listen on 127.0.0.1:80: Address already in use"), "--port N"));
  CAF_CHECK(has(advice("cannot listen for telemetry on 127.0.0.1:9100: Address already in use"),
                "--telemetry.port=N"));
  CAF_CHECK(has(advice("cannot listen on 0.0.0.0:80: Permission denied"), "CAP_NET_BIND_SERVICE"));
  CAF_CHECK(
    has(advice("cannot listen on 9.9.9.9:80: Cannot assign requested address"), "server.host"));
  CAF_CHECK_EQUAL(advice("fleetwire.db: Permission denied"), "");
  CAF_CHECK_EQUAL(advice("/data/telemetry is in use by another server (process 7)"), "");
}
