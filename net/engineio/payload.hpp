#pragma once

#include "net/engineio/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The bodies of long-polling: packets in text form with 0x1e between them, binary messages as `b`
// and base64.
namespace fleetwire::engineio {

inline constexpr char record_separator = '\x1e';

enum class payload_error : std::uint8_t {
  none,
  empty_packet, // also an empty payload: no client sends one
  unknown_type,
  bad_base64,
  bad_utf8,
  packet_too_large,
  too_many_packets,
};

std::string_view text_of(payload_error error) noexcept;

struct payload_limits {
  std::size_t max_packet = 1'000'000; // bytes of one packet as it came
  std::size_t max_packets = 50'000; // a full body of small events, not half a million of separators
};

struct packet_view {
  packet_type type = packet_type::noop;
  bool binary = false; // only messages are
  std::string_view data; // what follows the type; decoded where it was base64
};

/// Reads the packets of one payload in their order. The payload must outlive it; a view of a binary
/// packet is good until the next call.
class payload_reader {
public:
  explicit payload_reader(std::string_view payload, const payload_limits& limits = {}) noexcept;

  /// The next packet; nothing at the end and after an error.
  std::optional<packet_view> next();

  payload_error error() const noexcept { return error_; }

private:
  std::optional<packet_view> fail(payload_error error) noexcept;

  std::string_view rest_;
  payload_limits limits_;
  std::string decoded_;
  std::size_t packets_ = 0;
  bool more_ = true; // a packet must follow
  payload_error error_ = payload_error::none;
};

/// Appends a packet in text form (type and data) to a payload.
void append_text(std::string& payload, std::string_view packet);

/// Appends a binary message to a payload.
void append_binary(std::string& payload, std::string_view bytes);

} // namespace fleetwire::engineio
