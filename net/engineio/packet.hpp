#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::engineio {

/// The version of the protocol, the value of `EIO` in every handshake.
inline constexpr std::string_view protocol_version = "4";

/// The first character of a packet in text form.
enum class packet_type : char {
  open = '0',
  close = '1',
  ping = '2',
  pong = '3',
  message = '4',
  upgrade = '5',
  noop = '6',
};

constexpr std::optional<packet_type> to_packet_type(char c) noexcept {
  if (c < '0' || c > '6')
    return std::nullopt;
  return static_cast<packet_type>(c);
}

/// Why an Engine.IO request is refused, with the numbers that clients know.
enum class error_code : unsigned {
  unknown_transport = 0,
  unknown_sid = 1,
  bad_handshake_method = 2,
  bad_request = 3,
  forbidden = 4,
  unsupported_protocol = 5,
};

std::string_view message_of(error_code code) noexcept;

/// 403 for forbidden, 400 for all others.
unsigned status_of(error_code code) noexcept;

/// The JSON body of a refusal. `message` replaces the text of the code, as the reason that an
/// application gives when it forbids a connection does; it is UTF-8.
std::string error_body(error_code code, std::string_view message = {});

} // namespace fleetwire::engineio
