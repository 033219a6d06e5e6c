// The Socket.IO protocol 5 packet, as values that point into the bytes it was read from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetwire::socketio {

/// The numbers are the first character on the wire. MessagePack has no binary types: there a packet
/// is binary by what it holds, and the decoder reports it as one of the binary types all the same.
enum class packet_type : std::uint8_t {
  connect,
  disconnect,
  event,
  ack,
  connect_error,
  binary_event,
  binary_ack,
};

constexpr bool is_binary(packet_type type) noexcept {
  return type == packet_type::binary_event || type == packet_type::binary_ack;
}

/// What a packet is once its attachments are there: event or ack.
constexpr packet_type base_type(packet_type type) noexcept {
  if (type == packet_type::binary_event)
    return packet_type::event;
  return type == packet_type::binary_ack ? packet_type::ack : type;
}

/// The type an event or ack is sent as when it carries attachments.
constexpr packet_type binary_type(packet_type type) noexcept {
  if (type == packet_type::event)
    return packet_type::binary_event;
  return type == packet_type::ack ? packet_type::binary_ack : type;
}

/// [begin, end) within a text.
struct span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const span&, const span&) = default;
};

constexpr std::string_view slice(std::string_view text, span at) noexcept {
  return text.substr(at.begin, at.end - at.begin);
}

/// Owns nothing: valid as long as the text (or message) it was decoded from.
struct packet_view {
  packet_type type = packet_type::connect;
  unsigned attachments = 0; ///< binary messages that belong to the packet
  std::string_view nsp = "/"; ///< without the query
  std::string_view query{}; ///< what stood after '?' in the namespace, without it
  std::optional<std::uint64_t> id{}; ///< acknowledgement id
  std::string_view data{}; ///< validated JSON text, empty if there was none
  bool has_placeholder_key = false; ///< some object in `data` has the key "_placeholder"
};

/// Bounds of what a peer may send. Every default follows the reference or says why not.
struct limits {
  unsigned max_attachments = 10; ///< announced by a binary packet, as the reference
  /// Binaries within one MessagePack packet; the reference has no bound, memory has one.
  unsigned max_packed_attachments = 1024;
  unsigned max_depth = 512; ///< nesting of JSON; the reference dies by stack overflow
  /// Text and attachments of one binary packet together: every part at maxHttpBufferSize.
  std::size_t max_packet_bytes = 11'000'000;
  bool check_utf8 = true; ///< off when the WebSocket layer has done so already
};

/// Why a packet was refused. The connection is to be closed on any of them.
enum class decode_error : std::uint8_t {
  none,
  empty,
  unknown_type,
  illegal_attachments, ///< count missing or malformed, or a placeholder that names no attachment
  too_many_attachments,
  bad_id,
  bad_namespace,
  malformed_json,
  nested_too_deep,
  malformed_utf8,
  invalid_payload, ///< not what a packet of this type carries
  reserved_event, ///< an event name that only the two ends themselves may raise
  too_large,
  malformed_msgpack,
  unexpected_text, ///< text while attachments are awaited
  unexpected_binary, ///< binary while none is awaited
};

/// A stable identifier for logs and metrics.
const char* to_string(decode_error error) noexcept;

} // namespace fleetwire::socketio
