#include "net/engineio/payload.hpp"

#include "net/websocket/base64.hpp"
#include "net/websocket/utf8.hpp"

namespace fleetwire::engineio {

std::string_view text_of(payload_error error) noexcept {
  switch (error) {
    case payload_error::none:
      return "none";
    case payload_error::empty_packet:
      return "empty packet";
    case payload_error::unknown_type:
      return "unknown packet type";
    case payload_error::bad_base64:
      return "bad base64";
    case payload_error::bad_utf8:
      return "bad UTF-8";
    case payload_error::packet_too_large:
      return "packet too large";
    case payload_error::too_many_packets:
      return "too many packets";
  }
  return "unknown";
}

payload_reader::payload_reader(std::string_view payload, const payload_limits& limits) noexcept
  : rest_{payload}, limits_{limits} {}

std::optional<packet_view> payload_reader::fail(payload_error error) noexcept {
  error_ = error;
  more_ = false;
  return std::nullopt;
}

std::optional<packet_view> payload_reader::next() {
  if (!more_)
    return std::nullopt;
  const auto end = rest_.find(record_separator);
  const auto packet = rest_.substr(0, end);
  more_ = end != std::string_view::npos;
  rest_.remove_prefix(more_ ? end + 1 : rest_.size());
  if (packet.empty())
    return fail(payload_error::empty_packet);
  if (++packets_ > limits_.max_packets)
    return fail(payload_error::too_many_packets);
  if (packet.size() > limits_.max_packet)
    return fail(payload_error::packet_too_large);
  const auto data = packet.substr(1);
  if (packet.front() == 'b') {
    decoded_.clear();
    if (!websocket::append_base64_decoded(decoded_, data))
      return fail(payload_error::bad_base64);
    return packet_view{packet_type::message, true, decoded_};
  }
  const auto type = to_packet_type(packet.front());
  if (!type)
    return fail(payload_error::unknown_type);
  if (!websocket::valid_utf8(data))
    return fail(payload_error::bad_utf8);
  return packet_view{*type, false, data};
}

void append_text(std::string& payload, std::string_view packet) {
  if (!payload.empty())
    payload += record_separator;
  payload += packet;
}

void append_binary(std::string& payload, std::string_view bytes) {
  if (!payload.empty())
    payload += record_separator;
  payload += 'b';
  websocket::append_base64(payload, bytes);
}

} // namespace fleetwire::engineio
