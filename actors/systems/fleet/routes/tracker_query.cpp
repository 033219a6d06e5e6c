#include "actors/systems/fleet/routes/tracker_query.hpp"

#include "actors/contract/rest.hpp"
#include "actors/systems/fleet/wire/ids.hpp"
#include "actors/systems/fleet/wire/members.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace fleetwire::systems::fleet::routes {

namespace {

constexpr double kmh_per_knot = 1.852;
constexpr double kmh_per_mps = 3.6;
/// Numbers from here on are milliseconds: as seconds they would be the year 5138.
constexpr double first_milliseconds = 1e11;

using fault = std::optional<rules::refusal>;

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(out))
    return std::nullopt;
  return out;
}

rules::refusal invalid(std::string_view name) {
  return rules::bad("INVALID_REPORT", std::string{name} + " cannot be read");
}

std::optional<rules::instant> time(std::string_view text) {
  if (const auto read = number(text)) {
    const double ms = std::abs(*read) < first_milliseconds ? *read * 1000 : *read;
    if (std::abs(ms) > 1e14)
      return std::nullopt;
    return contract::rest::instant_of(static_cast<std::int64_t>(ms));
  }
  return contract::rest::parse_iso(text);
}

struct reader {
  tracker_message out;
  rules::report seen;
  std::optional<double> lat, lng, battery;

  fault take(std::string_view name, std::string_view text, std::optional<double>& to,
             double factor = 1) {
    const auto read = number(text);
    if (!read)
      return invalid(name);
    to = *read * factor;
    return {};
  }

  fault operator()(std::string_view name, const std::string& text) {
    if (name == "id" || name == "deviceid")
      out.vehicle_id = text;
    else if (name == "key")
      out.key = text;
    else if (name == "alarm")
      out.alarm = text;
    else if (name == "lat")
      return take(name, text, lat);
    else if (name == "lon")
      return take(name, text, lng);
    else if (name == "speed")
      return take(name, text, seen.speed, kmh_per_knot);
    else if (name == "bearing" || name == "heading")
      return take(name, text, seen.heading);
    else if (name == "altitude")
      return take(name, text, seen.altitude);
    else if (name == "accuracy")
      return take(name, text, seen.accuracy);
    else if (name == "batt")
      return take(name, text, battery);
    else if (name == "timestamp")
      return (seen.at = time(text)) ? fault{} : invalid(name);
    return {};
  }
};

int digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
      text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (coded) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// What the parts are called, for who reads why it was refused.
struct names {
  std::string_view id, battery, place;
};

tracker_result finish(reader all, const names& of) {
  if (!wire::is_id(all.out.vehicle_id))
    return rules::bad("INVALID_ID", std::string{of.id} + " must be an id of 1 to 64 characters");
  if (all.battery && !(*all.battery >= 0 && *all.battery <= 100))
    return invalid(of.battery);
  if (!all.lat || !all.lng)
    return rules::bad("INVALID_POSITION", std::string{of.place} + " must be numbers");
  // A receiver that does not know says less than nothing.
  for (auto* each : {&all.seen.speed, &all.seen.heading, &all.seen.accuracy})
    if (*each && **each < 0)
      each->reset();
  all.seen.where = {*all.lat, *all.lng};
  all.out.seen = all.seen;
  return std::move(all.out);
}

fault read_all(reader& to, std::span<const contract::name_value> query) {
  for (const auto& [name, text] : query)
    if (auto wrong = to(name, text))
      return wrong;
  return {};
}

// -- as JSON ------------------------------------------------------------------------------------------

fault read_number(value from, std::string_view name, std::optional<double>& to, double factor = 1) {
  if (wire::is_absent(from))
    return {};
  const auto read = from.as_double();
  if (!read)
    return invalid(name);
  to = *read * factor;
  return {};
}

fault read_place(reader& to, value coords) {
  if (coords.type() != value::kind::object)
    return rules::bad("INVALID_POSITION", "location.coords must be an object");
  for (auto wrong : {read_number(coords["latitude"], "latitude", to.lat),
                     read_number(coords["longitude"], "longitude", to.lng),
                     read_number(coords["speed"], "speed", to.seen.speed, kmh_per_mps),
                     read_number(coords["heading"], "heading", to.seen.heading),
                     read_number(coords["altitude"], "altitude", to.seen.altitude),
                     read_number(coords["accuracy"], "accuracy", to.seen.accuracy)})
    if (wrong)
      return wrong;
  return {};
}

fault read_time(reader& to, value from) {
  if (wire::is_absent(from))
    return {};
  const auto text = from.as_string();
  to.seen.at = time(text ? std::string_view{*text} : from.raw());
  return to.seen.at ? fault{} : invalid("timestamp");
}

fault read_location(reader& to, value location) {
  if (location.type() != value::kind::object)
    return rules::bad("INVALID_POSITION", "location must be an object");
  if (auto wrong = read_place(to, location["coords"]))
    return wrong;
  if (auto wrong = read_time(to, location["timestamp"]))
    return wrong;
  if (auto wrong = read_number(location["battery"]["level"], "battery.level", to.battery, 100))
    return wrong;
  if (to.battery && *to.battery < 0) // a phone that does not know
    to.battery.reset();
  if (auto alarm = location["extras"]["alarm"].as_string())
    to.out.alarm = *std::move(alarm);
  return {};
}

} // namespace

tracker_result read_tracker(std::span<const contract::name_value> query) {
  reader all;
  if (auto wrong = read_all(all, query))
    return *std::move(wrong);
  return finish(std::move(all), {"id", "batt", "lat and lon"});
}

tracker_result read_tracker(value body, std::span<const contract::name_value> query) {
  reader all;
  if (auto wrong = read_all(all, query))
    return *std::move(wrong);
  if (body["device_id"].exists())
    all.out.vehicle_id = body["device_id"].as_string().value_or("");
  if (auto wrong = read_location(all, body["location"]))
    return *std::move(wrong);
  return finish(std::move(all), {"device_id", "battery.level", "latitude and longitude"});
}

std::vector<contract::name_value> read_form(std::string_view text) {
  std::vector<contract::name_value> out;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const auto split = pair.find('=');
    if (split != std::string_view::npos)
      out.emplace_back(decoded(pair.substr(0, split)), decoded(pair.substr(split + 1)));
  }
  return out;
}

} // namespace fleetwire::systems::fleet::routes
