#include "actors/systems/orders/wire/bodies.hpp"

#include <algorithm>
#include <array>

namespace fleetwire::systems::orders::wire {

namespace {

using contract::input;
using contract::need;

constexpr std::size_t longest_id = 100;
constexpr std::size_t longest_address = 500;
constexpr std::size_t longest_notes = 2'000;
constexpr std::size_t most_items = 500;
constexpr std::size_t longest_items = 65'536; // bytes
constexpr std::int64_t most_messages = 100;
constexpr std::size_t longest_event = 100;
constexpr std::array<std::string_view, 6> reserved{
  "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"};

std::optional<rules::place> read_place(input& in, std::string_view name) {
  rules::place out;
  const auto read = [&out](input& of) {
    out.lat = of.number("lat", need::optional, -90, 90);
    out.lng = of.number("lng", need::optional, -180, 180);
    out.address = of.text("address", need::optional, 1, longest_address);
  };
  const auto before = in.faults().size();
  if (!in.nested(name, need::required, read))
    return std::nullopt;
  if (in.faults().size() > before)
    return out;
  if (out.lat.has_value() != out.lng.has_value())
    in.fault(std::string{name} + " must have both lat and lng, or neither");
  else if (!out.lat && !out.address)
    in.fault(std::string{name} + " must have lat and lng, or an address");
  return out;
}

std::string read_items(input& in) {
  const auto sent = in.raw("items");
  if (!sent.exists() || sent.is_null())
    return "[]";
  if (sent.type() != value::kind::array || sent.size() > most_items
      || sent.raw().size() > longest_items) {
    in.fault("items must be an array of at most 500 elements and 64 KiB");
    return "[]";
  }
  return std::string{sent.raw()};
}

/// Milliseconds since 1970, or an ISO text.
std::optional<rules::instant> read_instant(input& in, std::string_view name) {
  const auto sent = in.raw(name);
  if (!sent.exists() || sent.is_null())
    return std::nullopt;
  const auto ms = sent.as_int();
  const auto text = sent.as_string();
  const auto at = ms     ? contract::rest::instant_of(*ms)
                  : text ? contract::rest::parse_iso(*text)
                         : std::nullopt;
  if (!at) {
    in.fault(std::string{name} + " must be an ISO 8601 date string or milliseconds since 1970");
    return std::nullopt;
  }
  return at;
}

} // namespace

std::optional<std::string> read_order_id(input& in, std::string_view name, need wanted) {
  auto id = in.text(name, wanted, 1, longest_id);
  if (id && !id->empty() && id->size() <= longest_id && !rules::is_order_id(*id))
    in.fault(std::string{name} + " must consist of letters, digits and ._~:-");
  return id;
}

new_order read_new_order(input& in) {
  new_order out;
  out.id = read_order_id(in, "id", need::optional);
  out.customer_id = in.text("customerId", need::optional, 1, longest_id);
  out.what.items = read_items(in);
  out.what.pickup = read_place(in, "pickup");
  out.what.dropoff = read_place(in, "dropoff");
  out.what.notes = in.text("notes", need::optional, 1, longest_notes);
  return out;
}

rules::position_report read_position(input& in) {
  rules::position_report out;
  out.lat = in.number("lat", need::required).value_or(0);
  out.lng = in.number("lng", need::required).value_or(0);
  out.heading = in.number("heading", need::optional);
  out.speed = in.number("speed", need::optional);
  out.at = read_instant(in, "timestamp");
  return out;
}

rules::message read_message(input& in) {
  rules::message out;
  const auto type = in.choice("type", {"TEXT", "IMAGE"});
  out.type = rules::message_type_from(type.value_or("TEXT")).value_or(rules::message_type::text);
  out.content = in.text("content", need::required, 1, rules::longest_text).value_or("");
  out.client_id = in.text("clientId", need::optional, 1, rules::longest_client_id);
  return out;
}

history_request read_history(input& in) {
  history_request out;
  out.before = in.text("before", need::optional, 1, longest_id);
  out.limit = in.integer("limit", need::optional, 1, most_messages).value_or(out.limit);
  return out;
}

std::optional<std::string> read_event_name(input& in) {
  auto name = in.text("event", need::required, 1, longest_event);
  if (name && std::ranges::find(reserved, *name) != reserved.end())
    in.fault("event must not be one of Socket.IO's own");
  return name;
}

std::string sentence_of(const input& in) {
  std::string all;
  for (const auto& fault : in.faults())
    all.append(all.empty() ? "" : "; ").append(fault);
  return all;
}

} // namespace fleetwire::systems::orders::wire
