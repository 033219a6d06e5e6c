#include "actors/contract/json.hpp"
#include "actors/systems/fleet/store/trips.hpp"

namespace fleetwire::systems::fleet::store {

namespace {

template <class T>
void put(object& out, std::string_view key, const std::optional<T>& maybe) {
  if (!maybe)
    return;
  if constexpr (std::is_same_v<T, instant>)
    out.add(key, ms(*maybe));
  else
    out.add(key, std::string_view{*maybe});
}

/// False when it is there and of another type.
bool want(value from, std::optional<std::string>& to) {
  to = from.as_string();
  return to || !from.exists();
}

bool want(value from, std::optional<instant>& to) {
  const auto number = from.as_int();
  to = number ? std::optional{instant_of(*number)} : std::nullopt;
  return to || !from.exists();
}

json stop_json(const rules::stop& s) {
  object out;
  out.add("lat", s.where.lat).add("lng", s.where.lng);
  put(out, "name", s.name);
  put(out, "planned", s.planned_at);
  put(out, "reached", s.reached_at);
  return out.build();
}

bool read_stop(value from, rules::stop& to) {
  const auto lat = from["lat"].as_double();
  const auto lng = from["lng"].as_double();
  to.where = {lat.value_or(0), lng.value_or(0)};
  return lat && lng && want(from["name"], to.name) && want(from["planned"], to.planned_at)
         && want(from["reached"], to.reached_at);
}

} // namespace

std::string record_of(const rules::trip& t) {
  std::string stops = "[";
  for (const auto& each : t.stops)
    stops.append(stops.size() > 1 ? "," : "").append(stop_json(each).text);
  object out;
  out.add("stops", json{stops + ']'});
  put(out, "status", t.status);
  put(out, "planned_start", t.planned_start);
  put(out, "planned_end", t.planned_end);
  put(out, "started", t.started_at);
  put(out, "ended", t.ended_at);
  put(out, "reason", t.reason);
  return out.build().text;
}

bool read_record(std::string_view text, rules::trip& into) {
  const auto parsed = contract::document::parse(std::string{text});
  if (!parsed || parsed->root().type() != value::kind::object)
    return false;
  const auto from = parsed->root();
  bool good = from["stops"].type() == value::kind::array;
  from["stops"].for_each(
    [&](value each) { good = read_stop(each, into.stops.emplace_back()) && good; });
  return good && want(from["status"], into.status)
         && want(from["planned_start"], into.planned_start)
         && want(from["planned_end"], into.planned_end) && want(from["started"], into.started_at)
         && want(from["ended"], into.ended_at) && want(from["reason"], into.reason);
}

} // namespace fleetwire::systems::fleet::store
