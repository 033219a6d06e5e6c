#include "actors/systems/fleet/wire/bodies.hpp"

#include "actors/systems/fleet/store/geofences.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/members.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::systems::fleet::wire {

namespace {

using kind = value::kind;

constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_text = 1'000;
constexpr std::size_t shortest_key = 8;

fault read_text(value from, std::string_view name, std::size_t longest,
                std::optional<std::string>& to) {
  if (is_absent(from))
    return {};
  to = from.as_string();
  if (to && !to->empty() && to->size() <= longest)
    return {};
  return invalid(name, "a text of 1 to " + std::to_string(longest) + " bytes");
}

/// null: nobody.
fault read_person(value from, std::string_view name,
                  std::optional<std::optional<std::string>>& to) {
  if (from.is_null()) {
    to = std::optional<std::string>{};
    return {};
  }
  auto id = from.as_string();
  if (!id || !is_id(*id))
    return invalid(name, "an id of 1 to 64 characters");
  to = std::move(id);
  return {};
}

fault read_place(value from, std::string_view name, rules::point& to) {
  const auto inner = from["location"].exists() ? from["location"] : from;
  const auto lat = inner["lat"].as_double();
  const auto lng = inner["lng"].as_double();
  to = {lat.value_or(0), lng.value_or(0)};
  if (lat && lng && rules::is_on_earth(to))
    return {};
  return invalid(name, "a place: lat from -90 to 90 and lng from -180 to 180");
}

fault keep(std::string_view key, value from, std::vector<rules::members::entry>& to) {
  const bool is_good =
    !key.empty() && key.size() <= longest_word && key.find('\\') == std::string_view::npos;
  if (!is_good)
    return invalid("a name of a member", "plain, of 1 to 64 bytes");
  to.emplace_back(key, from.raw());
  return {};
}

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), key) != names.end();
}

/// Walks the members until one is wrong.
template <class Read>
fault each_member(value body, Read read_one) {
  if (body.type() != kind::object)
    return invalid("the body", "an object");
  fault wrong;
  body.for_each_member([&](std::string_view key, value v) {
    if (!wrong)
      wrong = read_one(key, v);
  });
  return wrong;
}

// -- whole bodies -------------------------------------------------------------------------------------

fault read_stop(value from, rules::stop& to) {
  if (from.type() != kind::object)
    return invalid("a stop", "an object");
  if (auto wrong = read_place(from, "a stop", to.where))
    return wrong;
  if (auto wrong = read_text(from["name"], "name of a stop", longest_text, to.name))
    return wrong;
  return read(from["plannedAt"], "plannedAt", to.planned_at);
}

fault read_stops(value from, std::optional<std::vector<rules::stop>>& to) {
  if (from.type() != kind::array || from.size() > rules::most_stops)
    return invalid("stops", "a list of up to " + std::to_string(rules::most_stops));
  fault wrong;
  to.emplace();
  from.for_each([&](value each) {
    if (!wrong)
      wrong = read_stop(each, to->emplace_back());
  });
  return wrong;
}

fault read_vehicles(value from, std::vector<std::string>& to) {
  if (is_absent(from) || from.as_string() == "all")
    return {};
  bool good = from.type() == kind::array && from.size() >= 1 && from.size() <= 1'000;
  if (good)
    from.for_each([&](value each) {
      const auto& id = to.emplace_back(each.as_string().value_or(""));
      good = good && is_id(id);
    });
  return good ? fault{} : invalid("vehicles", "\"all\" or a list of 1 to 1000 ids");
}

fault read_key(value from, std::optional<std::optional<std::string>>& to) {
  std::optional<std::string> key;
  if (auto wrong = read_text(from, "deviceKey", 128, key))
    return wrong;
  if (key && key->size() < shortest_key)
    return invalid("deviceKey", "a text of 8 to 128 bytes");
  to = std::move(key);
  return {};
}

} // namespace

read_result<rules::vehicle_patch> read_vehicle(value body) {
  rules::vehicle_patch out;
  const auto read_one = [&](std::string_view key, value v) -> fault {
    if (key == "plateNumber")
      return read_text(v, key, longest_word, out.plate);
    if (key == "status")
      return read_text(v, key, longest_word, out.status);
    if (key == "driverId")
      return read_person(v, key, out.driver_id);
    if (key == "deviceKey")
      return read_key(v, out.device_key);
    if (key == "fuelLevel") {
      auto wrong = read(v, key, out.fuel);
      return !wrong && out.fuel && (*out.fuel < 0 || *out.fuel > 100)
               ? invalid(key, "a number from 0 to 100")
               : wrong;
    }
    // Who it is, and what its reports say.
    if (is_one_of(key, {"id", "_id", "vehicleId", "currentLocation", "ignition", "online",
                        "lastSeen", "createdAt", "updatedAt"}))
      return {};
    return keep(key, v, out.more);
  };
  if (auto wrong = each_member(body, read_one))
    return *wrong;
  return out;
}

read_result<rules::trip_patch> read_trip(value body) {
  rules::trip_patch out;
  const auto read_one = [&](std::string_view key, value v) -> fault {
    if (key == "vehicleId") {
      std::optional<std::optional<std::string>> id;
      if (auto wrong = v.is_null() ? invalid(key, "an id") : read_person(v, key, id))
        return wrong;
      out.vehicle_id = *std::move(id);
      return {};
    }
    if (key == "driverId")
      return read_person(v, key, out.driver_id);
    if (key == "status" || key == "state")
      return read_text(v, key, longest_word, out.status);
    if (key == "stops")
      return read_stops(v, out.stops);
    if (key == "plannedStart")
      return read(v, key, out.planned_start);
    if (key == "plannedEnd")
      return read(v, key, out.planned_end);
    if (is_one_of(key, {"id", "_id", "tripId", "reason", "startedAt", "completedAt", "cancelledAt",
                        "createdAt", "updatedAt"}))
      return {};
    return keep(key, v, out.more);
  };
  if (auto wrong = each_member(body, read_one))
    return *wrong;
  return out;
}

read_result<std::string> read_reason(value body) {
  std::optional<std::string> reason;
  if (!is_absent(body) && body.type() != kind::object)
    return invalid("the body", "an object");
  if (auto wrong = read_text(body["reason"], "reason", longest_text, reason))
    return *wrong;
  return reason.value_or("");
}

read_result<rules::alert> read_alert(value body) {
  if (body.type() != kind::object)
    return invalid("the body", "an object");
  std::optional<std::string> type, message, worth;
  for (auto wrong : {read_text(body["type"], "type", longest_word, type),
                     read_text(body["message"], "message", longest_text, message),
                     read_text(body["priority"], "priority", longest_word, worth)})
    if (wrong)
      return *wrong;
  if (!message)
    return invalid("message", "a text of 1 to 1000 bytes");
  const auto known = worth ? rules::priority_from(*worth) : rules::priority::high;
  if (!known)
    return invalid("priority", "one of low, medium, high, critical");
  rules::alert out;
  out.type = type.value_or("emergency");
  out.message = *std::move(message);
  out.worth = *known;
  if (!is_absent(body["location"])) {
    if (auto wrong = read_place(body["location"], "location", out.where.emplace()))
      return *wrong;
  }
  return out;
}

read_result<rules::geofence> read_geofence(value body) {
  if (body.type() != kind::object)
    return invalid("the body", "an object");
  rules::geofence out;
  std::optional<std::string> name;
  std::optional<double> radius;
  for (auto wrong :
       {read_text(body["name"], "name", longest_word * 2, name),
        read(body["radius"], "radius", radius), read_vehicles(body["vehicles"], out.vehicles)})
    if (wrong)
      return *wrong;
  if (!name)
    return invalid("name", "a text of 1 to 128 bytes");
  out.name = *std::move(name);
  const auto shape = store::read_shape(body["geometry"], radius);
  if (!shape)
    return invalid("geometry", "a GeoJSON Polygon, or a Point with a radius in metres");
  if (const auto wrong = rules::fault_of(*shape))
    return rules::bad("INVALID_GEOMETRY", "geometry: " + *wrong);
  out.where = *shape;
  return out;
}

read_result<double> read_fuel(value body) {
  const auto level = (body.type() == kind::object ? body["fuelLevel"] : body).as_double();
  if (!level || !(*level >= 0 && *level <= 100))
    return invalid("fuelLevel", "a number from 0 to 100");
  return *level;
}

} // namespace fleetwire::systems::fleet::wire
