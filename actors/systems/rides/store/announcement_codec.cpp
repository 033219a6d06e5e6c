#include "actors/systems/rides/store/announcement_codec.hpp"

#include "actors/systems/rides/store/json_fields.hpp"

namespace fleetwire::systems::rides::store {

namespace {

using rules::announcement_kind;

std::optional<announcement_kind> kind_from(std::string_view name) noexcept {
  constexpr auto last = static_cast<int>(announcement_kind::admin_action_issued);
  for (int i = 0; i <= last; ++i)
    if (name == rules::event_name(static_cast<announcement_kind>(i)))
      return static_cast<announcement_kind>(i);
  return std::nullopt;
}

void take_kind(field_reader& in, announcement_kind& out) {
  std::string name;
  in.need("kind", name);
  const auto found = kind_from(name);
  in.expect_that(found.has_value());
  out = found.value_or(announcement_kind::requested);
}

std::string letters_of(const rules::audience& to) {
  std::string out;
  if (to.passenger)
    out += 'p';
  if (to.driver)
    out += 'd';
  if (to.admin)
    out += 'a';
  return out;
}

void take_audience(field_reader& in, rules::audience& to) {
  std::string letters;
  in.need("to", letters);
  to = {};
  for (const char each : letters) {
    in.expect_that(each == 'p' || each == 'd' || each == 'a');
    to.passenger |= each == 'p';
    to.driver |= each == 'd';
    to.admin |= each == 'a';
  }
}

void put_status(field_writer& out, std::string_view key,
                const std::optional<rules::trip_status>& status) {
  if (status)
    out.put(key, rules::to_string(*status));
}

void take_status(field_reader& in, std::string_view key, std::optional<rules::trip_status>& out) {
  std::optional<std::string> name;
  in.want(key, name);
  out = name ? rules::trip_status_from(*name) : std::nullopt;
  in.expect_that(name.has_value() == out.has_value());
}

void put_unusual(field_writer& out, std::string_view key, const std::string& id,
                 std::string_view usual) {
  if (id != usual)
    out.put(key, id);
}

void take_unusual(field_reader& in, std::string_view key, std::string& id, std::string_view usual) {
  std::optional<std::string> found;
  in.want(key, found);
  id = found ? std::move(*found) : std::string{usual};
}

json write_announcement(const rules::announcement& from, const usual_ids& usual) {
  field_writer out;
  out.put("kind", rules::event_name(from.kind));
  out.put("to", letters_of(from.to));
  out.put("at", from.at);
  put_unusual(out, "trip_id", from.trip_id, usual.trip_id);
  put_unusual(out, "passenger_id", from.passenger_id, usual.passenger_id);
  out.put("assignment_id", from.assignment_id);
  out.put("driver_id", from.driver_id);
  out.put("vehicle_id", from.vehicle_id);
  put_status(out, "previous", from.previous_status);
  put_status(out, "current", from.current_status);
  out.put("reason", from.reason);
  out.put("expires_at", from.expires_at);
  out.put("ttl", from.ttl_sec);
  out.put("eta", from.eta_minutes);
  out.put("position", from.driver_position);
  out.put("fare", from.fare_total);
  out.put("currency", from.currency);
  out.put("action", from.action);
  out.put("admin", from.admin_id);
  return out.build();
}

bool read_announcement(const value& from, const usual_ids& usual, rules::announcement& out) {
  field_reader in{from};
  take_kind(in, out.kind);
  take_audience(in, out.to);
  in.need("at", out.at);
  take_unusual(in, "trip_id", out.trip_id, usual.trip_id);
  take_unusual(in, "passenger_id", out.passenger_id, usual.passenger_id);
  in.want("assignment_id", out.assignment_id);
  in.want("driver_id", out.driver_id);
  in.want("vehicle_id", out.vehicle_id);
  take_status(in, "previous", out.previous_status);
  take_status(in, "current", out.current_status);
  in.want("reason", out.reason);
  in.want("expires_at", out.expires_at);
  in.want("ttl", out.ttl_sec);
  in.want("eta", out.eta_minutes);
  in.want("position", out.driver_position);
  in.want("fare", out.fare_total);
  in.want("currency", out.currency);
  in.want("action", out.action);
  in.want("admin", out.admin_id);
  return in.ok();
}

} // namespace

std::string announcements_text(const std::vector<rules::announcement>& from,
                               const usual_ids& usual) {
  return array_of(from, [&](const auto& each) { return write_announcement(each, usual); }).text;
}

bool read_announcements(std::string_view text, const usual_ids& usual,
                        std::vector<rules::announcement>& out) {
  return read_array(value{text}, out, [&](const value& each, auto& to) {
    return read_announcement(each, usual, to);
  });
}

} // namespace fleetwire::systems::rides::store
