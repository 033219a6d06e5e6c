#include "net/socketio/decode.hpp"

#include "net/socketio/json_text.hpp"

#include <array>
#include <charconv>

namespace fleetwire::socketio {

namespace {

constexpr std::array<std::string_view, 6> reserved_events{
  "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
};

bool is_digit(char c) noexcept {
  return static_cast<unsigned char>(c - '0') < 10;
}

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

/// Takes "12-" off the front of `rest`.
decode_error take_attachments(std::string_view& rest, unsigned& count, unsigned max) noexcept {
  std::size_t size = 0;
  while (size < rest.size() && is_digit(rest[size]))
    ++size;
  if (size == 0 || size == rest.size() || rest[size] != '-')
    return decode_error::illegal_attachments;
  const auto [_, failed] = std::from_chars(rest.data(), rest.data() + size, count);
  if (failed != std::errc{})
    return decode_error::too_many_attachments;
  rest.remove_prefix(size + 1);
  if (count == 0)
    return decode_error::illegal_attachments;
  return count > max ? decode_error::too_many_attachments : decode_error::none;
}

/// Takes "/chat," or, if nothing follows it, "/chat" off the front of `rest`.
void take_namespace(std::string_view& rest, packet_view& out) noexcept {
  const auto comma = rest.find(',');
  set_namespace(out, rest.substr(0, comma));
  rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
}

decode_error take_id(std::string_view& rest, packet_view& out) noexcept {
  std::uint64_t id = 0;
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), id);
  if (failed != std::errc{})
    return decode_error::bad_id;
  out.id = id;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return decode_error::none;
}

decode_error to_decode_error(json_error error) noexcept {
  switch (error) {
    case json_error::none:
      return decode_error::none;
    case json_error::too_deep:
      return decode_error::nested_too_deep;
    case json_error::malformed_utf8:
      return decode_error::malformed_utf8;
    default:
      return decode_error::malformed_json;
  }
}

decode_error check_event(const packet_view& packet, const std::vector<span>& elements) noexcept {
  if (elements.empty())
    return decode_error::invalid_payload;
  const auto name = slice(packet.data, elements.front());
  const auto kind = kind_of(name);
  if (kind == json_kind::number)
    return decode_error::none;
  if (kind != json_kind::string)
    return decode_error::invalid_payload;
  return is_reserved_event(name) ? decode_error::reserved_event : decode_error::none;
}

decode_error check(bool valid) noexcept {
  return valid ? decode_error::none : decode_error::invalid_payload;
}

} // namespace

decode_error decode(std::string_view text, packet_view& out, std::vector<span>& elements,
                    const limits& bounds) {
  elements.clear();
  if (text.empty())
    return decode_error::empty;
  const auto type = static_cast<unsigned char>(text.front() - '0');
  if (type > static_cast<unsigned char>(packet_type::binary_ack))
    return decode_error::unknown_type;
  out = packet_view{};
  out.type = static_cast<packet_type>(type);
  auto rest = text.substr(1);
  if (is_binary(out.type)) {
    const auto error = take_attachments(rest, out.attachments, bounds.max_attachments);
    if (error != decode_error::none)
      return error;
  }
  if (!rest.empty() && rest.front() == '/')
    take_namespace(rest, out);
  if (!rest.empty() && is_digit(rest.front())) {
    const auto error = take_id(rest, out);
    if (error != decode_error::none)
      return error;
  }
  out.data = rest;
  return validate_payload(out, elements, bounds);
}

decode_error validate_payload(packet_view& out, std::vector<span>& elements, const limits& bounds) {
  elements.clear();
  if (out.data.empty())
    return check(out.type == packet_type::connect || out.type == packet_type::disconnect);
  if (out.type == packet_type::disconnect)
    return decode_error::invalid_payload;
  if (is_space(out.data.front()) || is_space(out.data.back()))
    out.data = trim(out.data);
  json_info info;
  const json_options options{bounds.max_depth, bounds.check_utf8};
  const auto error = to_decode_error(validate_json(out.data, options, info, &elements));
  if (error != decode_error::none)
    return error;
  out.has_placeholder_key = info.has_placeholder_key;
  switch (base_type(out.type)) {
    case packet_type::event:
      return check_event(out, elements);
    case packet_type::ack:
      return check(info.kind == json_kind::array);
    case packet_type::connect:
      return check(info.kind == json_kind::object);
    default:
      return check(info.kind == json_kind::object || info.kind == json_kind::string);
  }
}

void set_namespace(packet_view& out, std::string_view text) noexcept {
  const auto mark = text.find('?');
  out.nsp = text.substr(0, mark);
  out.query = mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
}

bool is_reserved_event(std::string_view quoted) noexcept {
  const bool escaped = quoted.find('\\') != std::string_view::npos;
  for (const auto name : reserved_events)
    if ((escaped || quoted.size() == name.size() + 2) && spells(quoted, name))
      return true;
  return false;
}

std::string_view event_name(const packet_view& packet, const std::vector<span>& elements,
                            std::string& scratch) {
  if (elements.empty())
    return {};
  const auto name = slice(packet.data, elements.front());
  return kind_of(name) == json_kind::string ? unescape(name, scratch) : name;
}

const char* to_string(decode_error error) noexcept {
  switch (error) {
    case decode_error::none:
      return "none";
    case decode_error::empty:
      return "empty packet";
    case decode_error::unknown_type:
      return "unknown packet type";
    case decode_error::illegal_attachments:
      return "illegal attachments";
    case decode_error::too_many_attachments:
      return "too many attachments";
    case decode_error::bad_id:
      return "invalid packet id";
    case decode_error::bad_namespace:
      return "invalid namespace";
    case decode_error::malformed_json:
      return "malformed json";
    case decode_error::nested_too_deep:
      return "nested too deep";
    case decode_error::malformed_utf8:
      return "malformed utf-8";
    case decode_error::invalid_payload:
      return "invalid payload";
    case decode_error::reserved_event:
      return "reserved event name";
    case decode_error::too_large:
      return "packet too large";
    case decode_error::malformed_msgpack:
      return "malformed msgpack";
    case decode_error::unexpected_text:
      return "got plaintext data when reconstructing a packet";
    case decode_error::unexpected_binary:
      return "got binary data when not reconstructing a packet";
  }
  return "unknown";
}

} // namespace fleetwire::socketio
