#define CAF_SUITE net.bridge.connection_outward

#include "tests/harness/wire.hpp"

#include "net/bridge/wire_form.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;
using contract::close_reason;
using contract::send_mode;
using packets = std::vector<std::string>;

namespace {

constexpr send_mode volatile_mode{true, false, 0};
constexpr send_mode urgent{false, true, 0};
constexpr std::size_t limit = 500;

constexpr send_mode keyed(std::uint64_t key) {
  return {false, false, key};
}

/// An event with an attachment: two websocket frames that belong together.
contract::encoded_ptr with_attachment() {
  bridge::packet_encoder encoder{bridge::parser::json};
  std::vector<attachment> parts{std::make_shared<const std::string>("bytes")};
  return encoder.encode(contract::packet_type::event, "/", std::nullopt,
                        "[\"e\",{\"_placeholder\":true,\"num\":0}]", parts);
}

/// `size` bytes on the wire, as upper_layer::send() makes them.
std::string packet(char fill, std::size_t size) {
  return '4' + std::string(size - websocket::header_size(size - 2) - 1, fill);
}

bridge::gateway_config narrow() {
  bridge::gateway_config config;
  config.connection.max_queue_bytes = limit;
  return config;
}

struct fixture {
  harness::wire wire{narrow()};
  /// A client that stopped reading in the middle of a packet of 20 bytes, 15 of which are queued.
  std::unique_ptr<harness::web_client> stuck() {
    auto client = std::make_unique<harness::web_client>(wire);
    client->peer().capacity(5);
    wire.run([&] { client->upper().send('a', 20); });
    return client;
  }
  std::uint64_t dropped() { return wire.counters().dropped_volatile.load(); }
  std::uint64_t replaced() { return wire.counters().replaced_keyed.load(); }
};

void read_on(harness::web_client& client) {
  client.peer().capacity(SIZE_MAX);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(outward_tests, fixture)

CAF_TEST(a slow reader loses volatile events and old positions and gets the rest in order) {
  auto client = stuck();
  auto& upper = client->upper();
  wire.run([&] {
    upper.send('v', 10, volatile_mode);
    upper.send('b', 10, keyed(7));
    upper.send('c', 10, keyed(8));
    upper.send('d', 10);
    upper.send('e', 10, keyed(7));
  });
  CAF_CHECK_EQUAL(dropped(), 1u);
  CAF_CHECK_EQUAL(replaced(), 1u);
  read_on(*client);
  CAF_CHECK_EQUAL(client->take(),
                  (packets{packet('a', 20), packet('c', 10), packet('d', 10), packet('e', 10)}));
  wire.run([&] { upper.send('v', 10, volatile_mode); });
  CAF_CHECK_EQUAL(client->take(), packets{packet('v', 10)});
  CAF_CHECK_EQUAL(dropped(), 1u);
}

CAF_TEST(the queue holds its limit and not one byte more) {
  auto client = stuck();
  auto& upper = client->upper();
  wire.run([&] { upper.send('b', limit - 15); });
  CAF_CHECK(client->is_open());
  wire.run([&] { upper.send('c', 3); });
  CAF_CHECK(upper.ended == close_reason::slow_reader);
  CAF_CHECK_EQUAL(wire.closed(close_reason::slow_reader), 1u);
  CAF_CHECK_EQUAL(dropped(), 0u);
}

CAF_TEST(one byte over the limit is over) {
  for (std::size_t over : {0u, 1u}) {
    auto client = stuck();
    wire.run([&] { client->upper().send('b', limit - 15 + over); });
    CAF_CHECK_EQUAL(client->is_open(), over == 0);
  }
}

CAF_TEST(queued volatile events give way before anybody is closed) {
  harness::web_client client{wire};
  auto& upper = client.upper();
  wire.run([&] {
    upper.send('v', 30, volatile_mode);
    upper.send('b', limit - 60);
    upper.send('w', 30, volatile_mode);
    upper.send('c', 31); // one of them is not enough
  });
  CAF_CHECK_EQUAL(dropped(), 2u);
  CAF_CHECK_EQUAL(client.take(), (packets{packet('b', limit - 60), packet('c', 31)}));
  CAF_CHECK(client.is_open());
}

CAF_TEST(a key replaced for ever never fills the queue) {
  auto client = stuck();
  wire.run([&] {
    for (int i = 0; i < 1000; ++i)
      client->upper().send(i == 999 ? 'z' : 'y', 50, keyed(3));
  });
  CAF_CHECK_EQUAL(replaced(), 999u);
  read_on(*client);
  CAF_CHECK_EQUAL(client->take(), (packets{packet('a', 20), packet('z', 50)}));
}

CAF_TEST(a position that has been begun is finished beside its successor) {
  harness::web_client client{wire};
  client.peer().capacity(5);
  wire.run([&] { client.upper().send('a', 20, keyed(1)); });
  wire.run([&] { client.upper().send('b', 20, keyed(1)); });
  CAF_CHECK_EQUAL(replaced(), 0u);
  read_on(client);
  CAF_CHECK_EQUAL(client.take(), (packets{packet('a', 20), packet('b', 20)}));
}

CAF_TEST(a closed slow reader gets no frame into the middle of another) {
  auto client = stuck();
  wire.run([&] {
    client->upper().send('b', limit);
    read_on(*client); // there is room again, which the server does not know yet
  });
  CAF_CHECK(client->upper().ended == close_reason::slow_reader);
  CAF_CHECK_EQUAL(client->peer().written().size(), 5u);
  CAF_CHECK(client->peer().finished());
}

CAF_TEST(a packet larger than the whole queue ends the connection between two packets) {
  harness::web_client client{wire};
  wire.run([&] {
    client.upper().send('a', 20);
    client.upper().send('b', limit + 1);
  });
  CAF_CHECK(client.upper().ended == close_reason::slow_reader);
  CAF_CHECK_EQUAL(client.take(), packets{packet('a', 20)});
  CAF_CHECK(client.goodbye() == websocket::close_code::policy_violation);
}

CAF_TEST(a turn that brings more than the queue holds is no fault of one that reads) {
  harness::web_client client{wire};
  wire.run([&] {
    for (char fill : {'a', 'b', 'c'})
      client.upper().send(fill, limit);
  });
  CAF_CHECK(client.is_open());
  CAF_CHECK_EQUAL(client.take(),
                  (packets{packet('a', limit), packet('b', limit), packet('c', limit)}));
}

CAF_TEST(a poller that does not poll is a slow reader) {
  for (std::size_t over : {0u, 1u}) {
    harness::poll_client client{wire};
    wire.run([&] {
      client.upper().send('a', 20, keyed(1));
      client.upper().send('b', limit - 20);
      client.upper().send('c', 20 + over, keyed(1));
    });
    CAF_CHECK_EQUAL(client.is_open(), over == 0);
    CAF_CHECK_EQUAL(client.poll()->status(), over == 0 ? 200u : 400u);
    CAF_CHECK_EQUAL(wire.closed(close_reason::slow_reader), over);
  }
  CAF_CHECK_EQUAL(replaced(), 1u);
}

CAF_TEST(one that does not read does not hold up another) {
  auto client = stuck();
  harness::web_client reader{wire};
  wire.run([&] {
    for (int i = 0; i < 5; ++i)
      for (auto* each : {&client->upper(), &reader.upper()})
        each->send('b', limit / 4);
  });
  CAF_CHECK(!client->is_open());
  CAF_CHECK_EQUAL(reader.take().size(), 5u);
}

// -- priority ---------------------------------------------------------------------------------------

CAF_TEST(an urgent packet waits for the attachments of the one begun and for nothing else) {
  for (std::size_t taken = 1; taken < with_attachment()->frames.size(); ++taken) {
    harness::web_client client{wire};
    auto& upper = client.upper();
    client.peer().capacity(taken);
    wire.run([&] { upper.send(with_attachment()); });
    wire.run([&] {
      upper.send('b', 10);
      upper.send('u', 10, urgent);
    });
    read_on(client);
    CAF_CHECK_EQUAL(client.take(), (packets{"451-[\"e\",{\"_placeholder\":true,\"num\":0}]",
                                            "<bytes>", packet('u', 10), packet('b', 10)}));
  }
}

CAF_TEST(an urgent packet goes first when none is begun and keeps its own attachments) {
  harness::web_client client{wire};
  auto& upper = client.upper();
  wire.run([&] {
    upper.send('b', 10);
    upper.send(with_attachment(), urgent);
    upper.send('u', 10, urgent);
  });
  CAF_CHECK_EQUAL(client.take(), (packets{"451-[\"e\",{\"_placeholder\":true,\"num\":0}]",
                                          "<bytes>", packet('u', 10), packet('b', 10)}));
}

CAF_TEST(polling gives urgent packets first as well) {
  harness::poll_client client{wire};
  wire.run([&] {
    client.upper().send('b', 10);
    client.upper().send(with_attachment());
    client.upper().send('u', 10, urgent);
  });
  CAF_CHECK_EQUAL(client.poll()->body(), packet('u', 10) + '\x1e' + packet('b', 10) + '\x1e'
                                           + "451-[\"e\",{\"_placeholder\":true,\"num\":0}]\x1e"
                                             "bYnl0ZXM=");
}

CAF_TEST(a websocket pong does not split a packet either) {
  auto client = stuck();
  std::string ping;
  websocket::append_masked_frame(ping, websocket::opcode::ping, "hello", 0x12345678);
  client->peer().push(ping);
  wire.settle();
  read_on(*client);
  CAF_CHECK_EQUAL(client->take(), (packets{packet('a', 20), "hello"}));
}

// -- endings ----------------------------------------------------------------------------------------

CAF_TEST(what is queued goes out before an orderly end) {
  auto client = stuck();
  wire.run([&] { client->upper().link->close(close_reason::forced_close); });
  CAF_CHECK(client->is_open());
  read_on(*client);
  CAF_CHECK_EQUAL(client->take(), packets{packet('a', 20)});
  CAF_CHECK(client->upper().ended == close_reason::forced_close);
  CAF_CHECK(client->goodbye() == websocket::close_code::no_status);
}

CAF_TEST(an orderly end waits two seconds for its reader and not longer) {
  auto client = stuck();
  wire.run([&] { client->upper().link->close(close_reason::server_shutdown); });
  wire.advance(1999ms);
  CAF_CHECK(client->is_open());
  wire.advance(1ms);
  CAF_CHECK(client->upper().ended == close_reason::server_shutdown);
  CAF_CHECK_EQUAL(client->peer().written().size(), 5u);
}

CAF_TEST_FIXTURE_SCOPE_END()
