#include "actors/contract/json.hpp"
#include "actors/systems/fleet/calls.hpp"
#include "actors/systems/fleet/wire/bodies.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/shapes.hpp"

#include <optional>
#include <utility>

namespace fleetwire::systems::fleet {

namespace {

void refuse(const fleet_done& done, const rules::refusal& why) {
  if (done)
    done({.ok = false, .code = why.code, .message = why.message, .data = {}});
}

/// The value that was read, or it is refused.
template <class T>
std::optional<T> good(std::variant<rules::refusal, T> result, const fleet_done& done) {
  if (const auto* no = std::get_if<rules::refusal>(&result)) {
    refuse(done, *no);
    return std::nullopt;
  }
  return std::get<T>(std::move(result));
}

template <class T>
std::optional<T> read(const json& text, wire::read_result<T> (*how)(value),
                      const fleet_done& done) {
  const auto body = contract::document::parse(text.text);
  if (body)
    return good(how(body->root()), done);
  refuse(done, rules::bad("INVALID_BODY", "the body is not valid JSON"));
  return std::nullopt;
}

/// As the routes answer.
template <class T, class Show>
auto telling(fleet_done done, Show show) {
  return [done = std::move(done), show](const std::variant<rules::refusal, T>& result) {
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return refuse(done, *no);
    if (done)
      done({.ok = true, .code = {}, .message = {}, .data = show(std::get<T>(result))});
  };
}

live::service* running(const yard& moving, std::string_view id, const fleet_done& done) {
  auto* live = moving.running();
  if (live == nullptr)
    refuse(done, {503, "NOT_RUNNING", "The engine does not run"});
  else if (!wire::is_id(id))
    refuse(done, rules::bad("INVALID_ID", "an id has 1 to 64 characters"));
  else
    return live;
  return nullptr;
}

live::asker ourselves() {
  live::asker who;
  who.is_keeper = who.sees_all = true;
  return who;
}

rules::report report_of(const fleet_report& what) {
  rules::report out;
  out.where = {what.lat, what.lng};
  out.speed = what.speed;
  out.heading = what.heading;
  out.accuracy = what.accuracy;
  out.altitude = what.altitude;
  out.fuel = what.fuel_level;
  out.ignition = what.ignition;
  out.accident = what.accident;
  if (what.at)
    out.at = std::chrono::floor<std::chrono::milliseconds>(*what.at);
  return out;
}

} // namespace

void calls::emit_vehicle_update(std::string_view vehicle_id, const json& data, fleet_done done) {
  auto* live = running(moving_, vehicle_id, done);
  auto what = live ? read(data, wire::read_vehicle, done) : std::nullopt;
  if (what)
    live->vehicle(std::string{vehicle_id}, live::change_vehicle{*std::move(what)},
                  telling<live::vehicle_sight>(std::move(done), wire::vehicle_json));
}

void calls::emit_gps_update(std::string_view vehicle_id, const fleet_report& what,
                            fleet_done done) {
  const auto show = [](rules::verdict seen) {
    return object{}.add("result", rules::to_string(seen)).build();
  };
  if (auto* live = running(moving_, vehicle_id, done))
    live->report(live::take_report{std::string{vehicle_id},
                                   report_of(what),
                                   ourselves(),
                                   {},
                                   telling<rules::verdict>(std::move(done), show)});
}

void calls::step(std::string_view trip_id, const json& data, rules::trip_step what,
                 fleet_done done) {
  auto* live = running(moving_, trip_id, done);
  auto patch = live ? read(data, wire::read_trip, done) : std::nullopt;
  if (patch)
    live->trip(std::string{trip_id}, live::do_step{{what, *std::move(patch), {}}, true},
               telling<live::trip_sight>(std::move(done), wire::trip_json));
}

void calls::emit_trip_update(std::string_view trip_id, const json& data, fleet_done done) {
  step(trip_id, data, rules::trip_step::change, std::move(done));
}

void calls::emit_trip_started(std::string_view trip_id, const json& data, fleet_done done) {
  step(trip_id, data, rules::trip_step::start, std::move(done));
}

void calls::emit_trip_completed(std::string_view trip_id, const json& data, fleet_done done) {
  step(trip_id, data, rules::trip_step::complete, std::move(done));
}

void calls::emit_trip_cancelled(std::string_view trip_id, std::string_view reason,
                                fleet_done done) {
  auto* live = running(moving_, trip_id, done);
  if (live == nullptr)
    return;
  if (auto why = read(object{}.add("reason", reason).build(), wire::read_reason, done))
    live->trip(std::string{trip_id},
               live::do_step{{rules::trip_step::cancel, {}, *std::move(why)}, false},
               telling<live::trip_sight>(std::move(done), wire::trip_json));
}

void calls::emit_emergency_alert(std::string_view vehicle_id, const json& alert, fleet_done done) {
  auto* live = running(moving_, vehicle_id, done);
  auto what = live ? read(alert, wire::read_alert, done) : std::nullopt;
  if (!what)
    return;
  what->vehicle_id = vehicle_id;
  live->raise_of_vehicle(*std::move(what), ourselves(),
                         telling<rules::alert>(std::move(done), wire::alert_json));
}

void calls::emit_low_fuel_warning(std::string_view vehicle_id, double fuel_level, fleet_done done) {
  auto* live = running(moving_, vehicle_id, done);
  if (live == nullptr)
    return;
  if (!(fuel_level >= 0 && fuel_level <= 100))
    return refuse(done, rules::bad("INVALID_BODY", "fuelLevel must be a number from 0 to 100"));
  live->vehicle(std::string{vehicle_id}, live::warn_of_fuel{fuel_level},
                telling<live::vehicle_sight>(std::move(done), wire::vehicle_json));
}

} // namespace fleetwire::systems::fleet
