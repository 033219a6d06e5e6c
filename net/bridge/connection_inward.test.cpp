#define CAF_SUITE net.bridge.connection_inward

#include "tests/harness/wire.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace std::chrono_literals;
using contract::close_reason;
using packets = std::vector<std::string>;

namespace {

std::string event(int n) {
  return "42[\"e\"," + std::to_string(n) + "]";
}

std::string payload(int count) {
  std::string result;
  for (int i = 0; i < count; ++i)
    result += (i == 0 ? "" : "\x1e") + event(i);
  return result;
}

/// Sends so many events that arrive together.
void burst(harness::web_client& client, int count) {
  for (int i = 0; i < count; ++i)
    client.send(event(i));
}

struct fixture {
  bridge::gateway_config config;
  bridge::connection_config& options = config.connection;
  std::uint64_t paused(harness::wire& wire) { return wire.counters().paused.load(); }
  std::uint64_t throttled(harness::wire& wire) { return wire.counters().throttled.load(); }
};

/// Twenty events at once and ten a second from then on.
struct rated : fixture {
  rated() {
    options.events_per_second = 10;
    options.event_burst = 20;
    options.ping_timeout = 200ms;
  }
};

} // namespace

// -- unanswered events ------------------------------------------------------------------------------

CAF_TEST_FIXTURE_SCOPE(unanswered_tests, fixture)

CAF_TEST(the sixty-fourth unanswered event is the last that is read) {
  harness::wire wire{config};
  harness::web_client client{wire};
  auto& upper = client.upper();
  upper.defers = true;
  burst(client, 63);
  wire.settle();
  CAF_CHECK_EQUAL(upper.packets.size(), 63u);
  CAF_CHECK_EQUAL(paused(wire), 0u);
  burst(client, 3);
  wire.settle();
  CAF_CHECK_EQUAL(upper.packets.size(), 64u);
  CAF_CHECK_EQUAL(paused(wire), 1u);
  burst(client, 1); // a chunk that was not even read
  wire.settle();
  CAF_CHECK_EQUAL(upper.packets.size(), 64u);
}

CAF_TEST(every answer lets one more event in) {
  harness::wire wire{config};
  harness::web_client client{wire};
  auto& upper = client.upper();
  upper.defers = true;
  burst(client, 70);
  wire.settle();
  for (std::size_t n = 65; n <= 70; ++n) {
    wire.run([&] { upper.link->event_settled(); });
    CAF_CHECK_EQUAL(upper.packets.size(), n);
  }
  CAF_CHECK_EQUAL(upper.packets.back(), "[\"e\",69]");
  burst(client, 1);
  wire.settle();
  CAF_CHECK_EQUAL(upper.packets.size(), 70u);
  wire.run([&] { upper.link->event_settled(); });
  CAF_CHECK_EQUAL(upper.packets.size(), 71u);
}

CAF_TEST(an answer never leads back into the handler) {
  harness::wire wire{config};
  harness::web_client client{wire};
  auto& upper = client.upper();
  upper.defers = true;
  burst(client, 65);
  wire.settle();
  wire.run([&] {
    upper.link->event_settled();
    CAF_CHECK_EQUAL(upper.packets.size(), 64u);
  });
  CAF_CHECK_EQUAL(upper.packets.size(), 65u);
}

CAF_TEST(a post is answered when enough of its events are) {
  harness::wire wire{config};
  harness::poll_client client{wire};
  auto& upper = client.upper();
  upper.defers = true;
  CAF_CHECK_EQUAL(client.post(payload(63))->body(), "ok");
  auto post = client.post(payload(2));
  CAF_CHECK_EQUAL(post->status(), 0u);
  wire.run([&] { upper.link->event_settled(); });
  CAF_CHECK_EQUAL(post->status(), 0u);
  wire.run([&] { upper.link->event_settled(); });
  CAF_CHECK_EQUAL(post->body(), "ok");
}

CAF_TEST(a paused client that goes away takes nothing along) {
  harness::wire wire{config};
  harness::web_client other{wire};
  {
    harness::web_client client{wire};
    client.upper().defers = true;
    burst(client, 80);
    wire.settle();
    client.peer().reset();
    wire.settle();
    CAF_CHECK(client.upper().ended == close_reason::transport_error);
  }
  burst(other, 1);
  wire.settle();
  CAF_CHECK_EQUAL(other.upper().packets.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

// -- rates ------------------------------------------------------------------------------------------

CAF_TEST_FIXTURE_SCOPE(rate_tests, rated)

CAF_TEST(a burst is free and one more event pauses reading until it is paid) {
  harness::wire wire{config};
  harness::web_client client{wire};
  auto& upper = client.upper();
  burst(client, 20);
  wire.settle();
  CAF_CHECK_EQUAL(throttled(wire), 0u);
  burst(client, 1);
  wire.settle();
  CAF_CHECK_EQUAL(throttled(wire), 1u);
  client.send("42[\"late\"]");
  wire.advance(99ms);
  CAF_CHECK_EQUAL(upper.packets.size(), 21u);
  wire.advance(2ms);
  CAF_CHECK_EQUAL(upper.packets.size(), 22u);
  CAF_CHECK(client.is_open());
}

CAF_TEST(a debt longer than a heartbeat ends the connection) {
  for (int over : {1, 2}) {
    harness::wire wire{config};
    harness::web_client client{wire};
    burst(client, 20 + over);
    client.take();
    CAF_CHECK_EQUAL(client.is_open(), over == 1);
    CAF_CHECK_EQUAL(wire.closed(close_reason::rate_limit), over == 1 ? 0u : 1u);
    CAF_CHECK(client.goodbye().has_value() == (over == 2));
    if (over == 2)
      CAF_CHECK(client.goodbye() == websocket::close_code::policy_violation);
  }
}

CAF_TEST(bytes are counted as they came) {
  options.events_per_second = 0;
  options.bytes_per_second = 1'000;
  options.byte_burst = 200;
  for (std::size_t over : {0u, 1u}) {
    harness::wire wire{config};
    harness::web_client client{wire};
    auto frame_overhead = 8u; // masked, beyond 125 bytes
    client.send("42[\"" + std::string(200 - frame_overhead - 6 + over, 'x') + "\"]");
    wire.settle();
    CAF_CHECK_EQUAL(client.upper().packets.size(), 1u);
    CAF_CHECK_EQUAL(wire.counters().bytes_in.load(), 200 + over);
    CAF_CHECK_EQUAL(throttled(wire), over);
  }
}

CAF_TEST(a post over the rate gets its answer when it is paid) {
  harness::wire wire{config};
  harness::poll_client client{wire};
  CAF_CHECK_EQUAL(client.post(payload(20))->body(), "ok");
  auto post = client.post(payload(1));
  wire.advance(99ms);
  CAF_CHECK_EQUAL(post->status(), 0u);
  wire.advance(2ms);
  CAF_CHECK_EQUAL(post->body(), "ok");
}

CAF_TEST(who is over his rate and unanswered waits for both) {
  options.max_unanswered = 2;
  harness::wire wire{config};
  harness::web_client client{wire};
  auto& upper = client.upper();
  burst(client, 19);
  wire.settle();
  upper.defers = true;
  burst(client, 2);
  wire.settle();
  CAF_CHECK_EQUAL(throttled(wire), 1u);
  upper.defers = false;
  burst(client, 1);
  wire.advance(150ms);
  CAF_CHECK_EQUAL(upper.packets.size(), 21u);
  wire.run([&] { upper.link->event_settled(); });
  CAF_CHECK_EQUAL(upper.packets.size(), 22u);
}

CAF_TEST_FIXTURE_SCOPE_END()

// -- who may stay -----------------------------------------------------------------------------------

CAF_TEST_FIXTURE_SCOPE(guard_tests, fixture)

CAF_TEST(a session that joins nothing ends on its millisecond) {
  options.connect_timeout = 1'000ms;
  harness::wire wire{config};
  harness::web_client client{wire};
  harness::poll_client poller{wire};
  wire.advance(999ms);
  CAF_CHECK(client.is_open());
  CAF_CHECK(poller.is_open());
  wire.advance(1ms);
  client.take();
  CAF_CHECK(client.upper().ended == close_reason::no_namespace);
  CAF_CHECK(client.goodbye() == websocket::close_code::policy_violation);
  CAF_CHECK(poller.upper().ended == close_reason::no_namespace);
  CAF_CHECK_EQUAL(wire.closed(close_reason::no_namespace), 2u);
}

CAF_TEST(a session that joined in time stays) {
  options.connect_timeout = 1'000ms;
  harness::wire wire{config};
  harness::web_client client{wire};
  harness::web_client never{wire};
  wire.advance(999ms);
  client.send("40");
  never.send("42[\"no namespace\"]");
  wire.advance(1'000ms);
  CAF_CHECK(client.is_open());
  CAF_CHECK(never.upper().ended == close_reason::no_namespace);
}

CAF_TEST(a session that left its last namespace goes with a heartbeat) {
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  options.connect_timeout = 1'000ms;
  harness::wire wire{config};
  harness::web_client client{wire};
  client.send("40");
  client.send("41");
  std::size_t beats = 0;
  while (client.is_open() && beats < 5) {
    wire.advance(300ms);
    ++beats;
    client.send("3");
    wire.settle();
  }
  CAF_CHECK(client.upper().ended == close_reason::no_namespace);
  CAF_CHECK_EQUAL(beats, 2u);
}

CAF_TEST(malformed packets end the connection they came on and no other) {
  harness::wire wire{config};
  harness::web_client neighbour{wire};
  neighbour.send("40");
  // Engine.IO, Socket.IO, JSON, and what only servers send.
  for (std::string_view bad :
       {"", "9", "x", "4", "47", "42", "42[", "42{}", "42[]", "42[1,2}", "42[\"e\",01]", "42/a",
        "4299999999999999999999[\"e\"]", "451-[\"e\"]", "45x-[\"e\"]", "44{\"message\":\"x\"}"}) {
    harness::web_client client{wire};
    client.send("40");
    client.send(bad);
    client.send("42[\"after\"]");
    wire.settle();
    CAF_MESSAGE("packet: " << std::string{bad});
    CAF_CHECK(client.upper().ended == close_reason::parse_error);
    CAF_CHECK_EQUAL(client.upper().packets, packets{});
  }
  neighbour.send(event(1));
  wire.settle();
  CAF_CHECK(neighbour.is_open());
  CAF_CHECK_EQUAL(neighbour.upper().packets, packets{"[\"e\",1]"});
}

CAF_TEST(bytes that nobody announced are malformed and so is text among attachments) {
  harness::wire wire{config};
  harness::web_client client{wire};
  client.send("bytes", true);
  wire.settle();
  CAF_CHECK(client.upper().ended == close_reason::parse_error);
  harness::web_client second{wire};
  second.send("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");
  second.send("42[\"e\"]");
  wire.settle();
  CAF_CHECK(second.upper().ended == close_reason::parse_error);
  harness::web_client third{wire};
  third.send("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");
  third.send("bytes", true);
  wire.settle();
  CAF_CHECK_EQUAL(third.upper().packets.size(), 1u);
  CAF_CHECK(third.is_open());
}

CAF_TEST(a malformed payload is refused and ends its session) {
  harness::wire wire{config};
  for (std::string_view bad : {"", "x", "42[\"e\"]\x1e", "42[", "b!!!!"}) {
    harness::poll_client client{wire};
    CAF_MESSAGE("payload: " << std::string{bad});
    CAF_CHECK_EQUAL(client.post(std::string{bad})->status(), 400u);
    CAF_CHECK(client.upper().ended == close_reason::parse_error);
    CAF_CHECK_EQUAL(client.poll()->status(), 400u);
  }
}

CAF_TEST(frames against the websocket rules end with their close code) {
  harness::wire wire{config};
  harness::web_client client{wire};
  client.peer().push("\x81\x01"
                     "3"); // not masked
  client.take();
  CAF_CHECK(client.goodbye() == websocket::close_code::protocol_error);
  CAF_CHECK(client.upper().ended == close_reason::transport_error);
  harness::web_client second{wire};
  second.send("4\xff");
  second.take();
  CAF_CHECK(second.goodbye() == websocket::close_code::invalid_payload);
}

CAF_TEST(two polls or two posts at once end the session) {
  harness::wire wire{config};
  harness::poll_client client{wire};
  auto first = client.poll();
  CAF_CHECK_EQUAL(client.poll()->status(), 400u);
  CAF_CHECK_EQUAL(first->body(), "1");
  CAF_CHECK(client.upper().ended == close_reason::transport_error);
  options.max_unanswered = 1;
  harness::wire strict{config};
  harness::poll_client second{strict};
  second.upper().defers = true;
  auto waiting = second.post(event(1));
  CAF_CHECK_EQUAL(waiting->status(), 0u);
  CAF_CHECK_EQUAL(second.post(event(2))->status(), 400u);
  CAF_CHECK_EQUAL(waiting->body(), "ok");
  CAF_CHECK(second.upper().ended == close_reason::transport_error);
}

CAF_TEST_FIXTURE_SCOPE_END()
