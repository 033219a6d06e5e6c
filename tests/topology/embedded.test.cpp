#define CAF_SUITE tests.topology.embedded

#include <fleetwire/engine.hpp>
#include <fleetwire/fleet.hpp>

#include <future>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

settings with(std::vector<std::string> systems) {
  settings options;
  options.server.port = 0;
  options.server.workers = 2;
  options.telemetry.enabled = false;
  options.systems = std::move(systems);
  return options;
}

/// The result of one call.
template <class Call>
fleet_result result_of(Call call) {
  std::promise<fleet_result> ended;
  call([&](const fleet_result& how) { ended.set_value(how); });
  return ended.get_future().get();
}

} // namespace

CAF_TEST(a program finds the systems that run and no others) {
  engine bare{with({})};
  bare.start();
  CAF_CHECK(bare.system<fleet>() == nullptr);
  engine server{with({"fleet"})};
  CAF_CHECK(server.system<fleet>() == nullptr);
  server.start();
  CAF_CHECK(server.system<fleet>() != nullptr);
}

CAF_TEST(notifications are sent by calls) {
  engine server{with({"fleet"})};
  server.start();
  auto& vans = *server.system<fleet>();
  const auto hello = object{}.add("title", "Trip Update").add("message", "started").build();
  const auto sent =
    result_of([&](auto done) { vans.send_notification_to_user("u1", hello, done); });
  CAF_CHECK(sent.ok);
  const value note{sent.data.text};
  CAF_CHECK_EQUAL(note["message"].as_string().value_or(""), "started");
  CAF_CHECK_EQUAL(note["_id"].raw(), note["id"].raw());
  const auto many =
    result_of([&](auto done) { vans.send_bulk_notifications({"u2", "u1", "u2"}, hello, done); });
  CAF_CHECK(many.ok);
  CAF_CHECK_EQUAL(value{many.data.text}["sent"].as_int().value_or(0), 2);
  const auto all = result_of([&](auto done) { vans.broadcast_notification(hello, done); });
  CAF_CHECK(all.ok);
  vans.send_notification_to_user("u1", hello); // nobody waits for it
}

CAF_TEST(bad calls are refused and change nothing) {
  engine server{with({"fleet"})};
  server.start();
  auto& vans = *server.system<fleet>();
  const auto hello = object{}.add("message", "m").build();
  const auto code = [&](std::string_view user, json message) {
    return result_of([&](auto done) { vans.send_notification_to_user(user, message, done); }).code;
  };
  CAF_CHECK_EQUAL(code("u1", hello), "");
  CAF_CHECK_EQUAL(code("", hello), "INVALID_INPUT");
  CAF_CHECK_EQUAL(code("a b", hello), "INVALID_INPUT");
  for (const auto* bad : {"", "{", "[]", "{}", R"({"message":1})", R"({"message":"m",})"})
    CAF_CHECK_EQUAL(code("u1", json{bad}), "INVALID_INPUT");
  const auto none = result_of([&](auto done) { vans.send_bulk_notifications({}, hello, done); });
  CAF_CHECK_EQUAL(none.code, "INVALID_INPUT");
}

CAF_TEST(connections are counted by calls) {
  engine server{with({"fleet"})};
  server.start();
  auto& vans = *server.system<fleet>();
  CAF_CHECK_EQUAL(vans.get_connections_count(), 0u);
  std::promise<std::size_t> listed;
  vans.active_connections([&](const auto& all) { listed.set_value(all.size()); });
  CAF_CHECK_EQUAL(listed.get_future().get(), 0u);
  vans.disconnect_all();
}
