#define CAF_SUITE net.transport.tls

#include "net/transport/detail/test_tls.hpp"
#include "net/transport/detail/test_world.hpp"
#include "net/transport/tls_context.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

namespace {

struct files {
  files() {
    make_certificate(folder.file("cert"), folder.file("key"), "first");
    std::string error;
    tls = tls_context::load(folder.file("cert"), folder.file("key"), error);
    CAF_REQUIRE_EQUAL(error, "");
  }
  scratch_folder folder;
  std::shared_ptr<tls_context> tls;
};

struct secure_world : files, online {
  explicit secure_world(unsigned workers = 1) : files(), online(workers, config(tls)) {}
  static server_config config(std::shared_ptr<tls_context> context) {
    server_config result;
    result.tls = std::move(context);
    return result;
  }
};

} // namespace

CAF_TEST(HTTP goes over TLS) {
  for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    secure_world net;
    tls_client browser(net.port, version);
    CAF_REQUIRE(net.until([&] { return browser.established(); }));
    CAF_CHECK_EQUAL(browser.protocol(), "http/1.1");
    browser.send(get_hello);
    CAF_REQUIRE(net.until_requests(1));
    CAF_CHECK(net.handler.items[0].request.secure);
    net.handler.items[0].answer.respond(text("secret"));
    CAF_CHECK(net.until([&] { return browser.has("\r\n\r\nsecret"); }));
    CAF_CHECK_EQUAL(net.counters().tls_handshakes, 1u);
    CAF_CHECK_EQUAL(net.counters().tls_failures, 0u);
  }
}

CAF_TEST(a request in one-byte pieces and a large answer survive) {
  secure_world net;
  tls_client browser(net.port);
  CAF_REQUIRE(net.until([&] { return browser.established(); }));
  for (char c : get_hello) {
    browser.send({&c, 1});
    net.settle();
  }
  CAF_REQUIRE(net.until_requests(1));
  net.handler.items[0].answer.respond(text(std::string(4u << 20, 'x') + "end"));
  CAF_CHECK(net.until([&] { return browser.received().ends_with("xend"); }));
}

CAF_TEST(a large body arrives whole) {
  secure_world net;
  tls_client browser(net.port);
  CAF_REQUIRE(net.until([&] { return browser.established(); }));
  const std::string body(900'000, 'b');
  browser.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
  for (std::size_t at = 0; at < body.size(); at += 30'000) {
    browser.send(std::string_view(body).substr(at, 30'000));
    net.settle();
  }
  CAF_REQUIRE(net.until_requests(1));
  CAF_CHECK(net.handler.items[0].request.body == body);
}

CAF_TEST(a TLS stream moves between workers with the bytes behind its request) {
  for (unsigned home : {0u, 1u}) {
    secure_world net(2);
    tls_client browser(net.port);
    CAF_REQUIRE(net.until([&] { return browser.established(); }));
    browser.send(std::string(get_hello) + "early");
    CAF_REQUIRE(net.until_requests(1));
    auto taken = net.take(home);
    CAF_REQUIRE(taken != nullptr);
    listener_log log;
    taken->attach(log);
    browser.send(" bird");
    CAF_CHECK(net.until([&] { return log.bytes == "early bird"; }));
    CAF_CHECK_EQUAL(taken->write("frame"), 5u);
    CAF_CHECK(net.until([&] { return browser.received() == std::string(switching) + "frame"; }));
    browser.finish();
    CAF_CHECK(net.until([&] { return log.ends.size() == 1; }));
    CAF_CHECK(log.ends.at(0) == end_reason::peer_closed);
  }
}

CAF_TEST(close says goodbye) {
  secure_world net;
  tls_client browser(net.port);
  CAF_REQUIRE(net.until([&] { return browser.established(); }));
  browser.send(get_hello);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  taken->write("last words");
  taken->close();
  CAF_CHECK(net.until([&] { return browser.closed() && browser.tcp.ended(); }));
  CAF_CHECK(browser.has("last words"));
  CAF_CHECK(!browser.tcp.was_reset());
}

CAF_TEST(a paused TLS stream loses nothing and a short write is followed by writable) {
  secure_world net;
  tls_client browser(net.port);
  CAF_REQUIRE(net.until([&] { return browser.established(); }));
  browser.send(get_hello);
  CAF_REQUIRE(net.until_requests(1));
  auto taken = net.take(0);
  CAF_REQUIRE(taken != nullptr);
  listener_log log;
  taken->attach(log);
  taken->pause_reading();
  browser.send("abc");
  net.settle();
  CAF_CHECK_EQUAL(log.bytes, "");
  taken->resume_reading();
  CAF_CHECK(net.until([&] { return log.bytes == "abc"; }));
  const std::string block(1u << 20, 'b');
  std::size_t sent = 0;
  for (std::size_t count = block.size(); count == block.size(); sent += count) {
    count = taken->write(block);
  }
  CAF_CHECK(net.until([&] {
    browser.received();
    return log.writable == 1;
  }));
  CAF_CHECK(net.until([&] { return browser.received().size() == sent + switching.size(); }));
}

CAF_TEST(who does not speak TLS or an old one is refused and counted) {
  secure_world net;
  client plain(net.port);
  plain.send(get_hello);
  CAF_CHECK(net.until([&] { return plain.ended(); }));
  CAF_CHECK_EQUAL(net.counters().tls_failures, 1u);
  tls_client old(net.port, TLS1_1_VERSION);
  CAF_CHECK(net.until([&] { return old.failed() || old.tcp.ended(); }));
  CAF_CHECK_EQUAL(net.counters().tls_failures, 2u);
  CAF_CHECK(net.handler.items.empty());
  CAF_CHECK(net.until([&] { return net.web->open_connections() == 0; }));
}

CAF_TEST(a handshake has the deadline of a head) {
  secure_world net;
  client silent(net.port);
  CAF_REQUIRE(net.until([&] { return net.timers(10s) == 1; }));
  CAF_CHECK(net.fire(10s));
  CAF_CHECK(net.until([&] { return silent.ended(); }));
}

CAF_TEST(new connections get a reloaded certificate and a bad one changes nothing) {
  secure_world net;
  make_certificate(net.folder.file("cert2"), net.folder.file("key2"), "second");
  std::string error;
  tls_client before(net.port);
  CAF_REQUIRE(net.until([&] { return before.established(); }));
  CAF_CHECK_EQUAL(before.server_name(), "first");
  CAF_CHECK(!net.tls->reload(net.folder.file("cert2"), net.folder.file("key"), error));
  CAF_CHECK(error.find("does not belong to") != std::string::npos);
  tls_client between(net.port);
  CAF_REQUIRE(net.until([&] { return between.established(); }));
  CAF_CHECK_EQUAL(between.server_name(), "first");
  CAF_CHECK(net.tls->reload(net.folder.file("cert2"), net.folder.file("key2"), error));
  tls_client after(net.port);
  CAF_REQUIRE(net.until([&] { return after.established(); }));
  CAF_CHECK_EQUAL(after.server_name(), "second");
  before.send(get_hello);
  CAF_CHECK(net.until_requests(1));
}

CAF_TEST(bad files are named) {
  files disk;
  const auto cert = disk.folder.file("cert");
  const auto key = disk.folder.file("key");
  const auto junk = disk.folder.write("junk", "not a PEM file");
  std::string error;
  CAF_CHECK(tls_context::load("/no/such/cert", key, error) == nullptr);
  CAF_CHECK(error.find("certificate file '/no/such/cert'") != std::string::npos);
  CAF_CHECK(error.find("No such file") != std::string::npos);
  CAF_CHECK(tls_context::load(junk, key, error) == nullptr);
  CAF_CHECK(error.find("certificate file '" + junk) != std::string::npos);
  CAF_CHECK(tls_context::load(cert, "/no/such/key", error) == nullptr);
  CAF_CHECK(error.find("key file '/no/such/key'") != std::string::npos);
  CAF_CHECK(tls_context::load(cert, junk, error) == nullptr);
  CAF_CHECK(error.find("key file '" + junk) != std::string::npos);
  CAF_MESSAGE(error);
}
