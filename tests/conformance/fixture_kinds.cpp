#include "tests/conformance/fixture_kinds.hpp"

namespace fleetwire::fixture {

using namespace std::chrono_literals;

settings base_settings() {
  settings options;
  options.server.host = "127.0.0.1";
  options.server.port = 0;
  options.server.workers = 1; // suites compare the order of requests on different connections
  options.server.drain_wave = 20ms;
  options.server.drain_timeout = 3s;
  options.telemetry.enabled = false;
  options.engineio.max_http_buffer_size = 1'000'000;
  auto& guard = options.guard;
  guard.max_connections = guard.max_connections_per_address = 0;
  guard.handshakes_per_second = guard.events_per_second = guard.bytes_per_second = 0;
  return options;
}

bool adjust(std::string_view kind, settings& options) {
  options.engineio.ping_interval = 300ms;
  options.engineio.ping_timeout = 200ms;
  options.socketio.connect_timeout = 1000ms;
  if (kind == "engineio") {
    options.engineio.path = "/engine.io/";
    options.socketio.enabled = false;
    options.cors.origins = {"*"};
  } else if (kind == "socketio") {
    options.cors.origins = {"*"};
  } else if (kind == "recovery") {
    options.cors.origins = {"http://app.example"};
    options.cors.methods = {"GET", "POST"};
    options.cors.allowed_headers = {"x-token"};
    options.cors.credentials = true;
    options.cookie.name = "io";
    options.recovery.enabled = true;
    options.recovery.max_disconnection = 3000ms;
  } else if (kind == "client") {
    options.engineio.ping_interval = 2000ms;
    options.engineio.ping_timeout = 20'000ms;
    options.socketio.connect_timeout = 45'000ms;
    options.recovery.enabled = true;
    options.recovery.max_disconnection = 2min;
  } else {
    return false;
  }
  return true;
}

namespace {

void echo_raw(engine& server) {
  server.on_raw_message([](raw_connection& from, std::string_view data, bool is_binary) {
    if (is_binary)
      from.send_binary(data);
    else
      from.send_text(data);
  });
}

void echo_events(engine& server) {
  for (const auto* name : {"/", "/custom"})
    server.of(name).on_connect([](socket& s) { s.emit("auth", s.auth()); });
  auto root = server.of("/");
  root.on("message", [](socket& s, const args& xs, ack) { s.emit("message-back", xs); });
  root.on("message-with-ack", [](socket&, const args& xs, ack reply) { reply(xs); });
}

// -- kind "client" ----------------------------------------------------------------------------------

constexpr std::string_view some_date = "2024-05-06T07:08:09.010Z";

json handshake_json(const socket& s) {
  const auto& hello = s.handshake();
  object headers;
  hello.headers.for_each(
    [&](std::string_view name, std::string_view text) { headers.add(name, text); });
  return object{}
    .add("query", hello.query_json())
    .add("auth", s.auth())
    .add("url", hello.url)
    .add("address", hello.address)
    .add("secure", hello.secure)
    .add("headers", headers.build())
    .build();
}

void simple_events(nsp& root) {
  root.on("hi", [](socket& s, const args&, ack) { s.emit("hi"); })
    .on("echo", [](socket&, const args& xs, ack reply) { reply(xs[0]); })
    .on("ack",
        [](socket& s, const args&, ack) {
          s.emit_with_ack(
            0ms,
            [s](bool ok, const args& xs) {
              if (ok && xs[0].as_int() == 5 && xs[1]["test"].as_bool().value_or(false))
                s.emit("got it");
            },
            "ack");
        })
    .on("getAckDate", [](socket&, const args&, ack reply) { reply(some_date); })
    .on("getDate", [](socket& s, const args&, ack) { s.emit("takeDate", some_date); })
    .on("getDateObj",
        [](socket& s, const args&, ack) { s.emit("takeDateObj", object{}.add("date", some_date)); })
    .on("false", [](socket& s, const args&, ack) { s.emit("false", false); })
    .on("getHandshake", [](socket& s, const args&, ack reply) { reply(handshake_json(s)); })
    .on("getId", [](socket& s, const args&, ack reply) { reply(s.id()); })
    .on("getUtf8", [](socket& s, const args&, ack) {
      for (const auto* text :
           {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"})
        s.emit("takeUtf8", text);
    });
}

void binary_events(nsp& root) {
  root.on("doge", [](socket& s, const args&, ack) { s.emit("doge", binary{"asdfasdf"}); })
    .on("getbin", [](socket& s, const args&, ack) { s.emit("takebin", binary{"asdfasdf"}); })
    .on("buffa",
        [](socket& s, const args& xs, ack) {
          if (xs[0].as_binary())
            s.emit("buffack");
        })
    .on("jsonbuff",
        [](socket& s, const args& xs, ack) {
          bool expected = xs[0]["hello"].as_string() == "lol" && xs[0]["message"].as_binary()
                          && xs[0]["goodbye"].as_string() == "gotcha";
          if (expected)
            s.emit("jsonbuff-ack");
        })
    .on("abuff1", [](socket& s, const args& xs, ack) { s.local() = xs[0].as_binary() != nullptr; })
    .on("abuff2", [](socket& s, const args&, ack) {
      if (const auto* before = std::any_cast<bool>(&s.local()); before && *before)
        s.emit("abuff2-ack");
    });
}

void endings(nsp& root) {
  root
    .on("disconnectMe",
        [](socket& s, const args& xs, ack) { s.disconnect(xs[0].as_bool().value_or(false)); })
    .on("disconnectRoom",
        [root](socket& s, const args& xs, ack) {
          root.to(s.id()).disconnect_sockets(xs[0].as_bool().value_or(false));
        })
    .on("closeTransport", [](socket& s, const args&, ack) { s.close_transport(); });
}

void client_namespaces(engine& server) {
  server.of("/foo").on("getId", [](socket& s, const args&, ack reply) { reply(s.id()); });
  for (const auto* name : {"/timeout_socket", "/valid", "/asd"})
    server.of(name);
  server.of("/abc").on_connect([](socket& s) { s.emit("handshake", handshake_json(s)); });
  server.of("/no").use([](socket&, next go) { go({"Auth failed (custom namespace)", {}}); });
}

void client_suite(engine& server) {
  server.allow_request([&server](const connection_request&, std::function<void(bool)> decide) {
    server.after(10ms, [decide] { decide(true); });
  });
  auto root = server.of("/");
  root.use([](socket& s, next go) {
    if (s.handshake().has_query("fail"))
      go({"Auth failed (main namespace)", {}});
    else
      go();
  });
  simple_events(root);
  binary_events(root);
  endings(root);
  client_namespaces(server);
}

} // namespace

void install(std::string_view kind, engine& server) {
  if (kind == "engineio")
    echo_raw(server);
  else if (kind == "client")
    client_suite(server);
  else
    echo_events(server);
}

} // namespace fleetwire::fixture
