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

CAF_TEST(vehicles and trips are told of by calls) {
  engine server{with({"fleet"})};
  server.start();
  auto& vans = *server.system<fleet>();
  const auto text = [](const fleet_result& how, std::string_view member) {
    CAF_CHECK_EQUAL(how.message, "");
    return value{how.data.text}[member].as_string().value_or("?");
  };
  const auto active = object{}.add("status", "moving").add("color", "red").build();
  const auto of_van = object{}.add("vehicleId", "v1").build();
  const auto help = object{}.add("message", "Help").add("priority", "critical").build();
  const auto none = json{"{}"};
  using done = fleet_done;
  const auto changed = result_of([&](done then) { vans.emit_vehicle_update("v1", active, then); });
  CAF_CHECK_EQUAL(text(changed, "color"), "red");
  fleet_report seen;
  seen.lat = 24.7136;
  seen.lng = 46.6753;
  const auto told = result_of([&](done then) { vans.emit_gps_update("v1", seen, then); });
  CAF_CHECK_EQUAL(text(told, "result"), "accepted");
  const auto started = result_of([&](done then) { vans.emit_trip_started("t1", of_van, then); });
  CAF_CHECK_EQUAL(text(started, "state"), "ongoing");
  const auto late = result_of([&](done then) {
    vans.emit_trip_update("t1", object{}.add("status", "delayed").build(), then);
  });
  CAF_CHECK_EQUAL(text(late, "status"), "delayed");
  const auto over = result_of([&](done then) { vans.emit_trip_completed("t1", none, then); });
  CAF_CHECK_EQUAL(text(over, "state"), "completed");
  vans.emit_trip_started("t2", of_van); // nobody waits for it
  const auto gone = result_of([&](done then) { vans.emit_trip_cancelled("t2", "rain", then); });
  CAF_CHECK_EQUAL(text(gone, "reason"), "rain");
  const auto alert = result_of([&](done then) { vans.emit_emergency_alert("v1", help, then); });
  CAF_CHECK_EQUAL(text(alert, "priority"), "critical");
  const auto low = result_of([&](done then) { vans.emit_low_fuel_warning("v1", 3, then); });
  CAF_CHECK_EQUAL(text(low, "vehicleId"), "v1");
}

CAF_TEST(bad calls about vehicles are refused) {
  engine server{with({"fleet"})};
  server.start();
  auto& vans = *server.system<fleet>();
  const auto code = [](auto call) { return result_of(call).code; };
  using done = fleet_done;
  for (const auto* bad : {"", "[]", "{", R"({"status":1})"})
    CAF_CHECK_EQUAL(code([&](done then) { vans.emit_vehicle_update("v1", json{bad}, then); }),
                    "INVALID_BODY");
  CAF_CHECK_EQUAL(code([&](done then) { vans.emit_vehicle_update("a b", json{"{}"}, then); }),
                  "INVALID_ID");
  fleet_report nowhere;
  nowhere.lat = 91;
  CAF_CHECK_EQUAL(code([&](done then) { vans.emit_gps_update("v1", nowhere, then); }),
                  "INVALID_POSITION");
  CAF_CHECK_EQUAL(code([&](done then) { vans.emit_trip_completed("t1", json{"{}"}, then); }),
                  "TRIP_NOT_FOUND");
  CAF_CHECK_EQUAL(code([&](done then) { vans.emit_low_fuel_warning("v1", 101, then); }),
                  "INVALID_BODY");
}
