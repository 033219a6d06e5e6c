#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::websocket {

/// What the check needs of a request. A field that is missing is empty, one that came several times
/// is joined by commas.
struct upgrade_fields {
  std::string_view method;
  std::string_view http_version; // "1.1"
  std::string_view upgrade;
  std::string_view connection;
  std::string_view version; // Sec-WebSocket-Version
  std::string_view key; // Sec-WebSocket-Key
};

enum class upgrade_error : uint8_t {
  none,
  method, // not GET
  http_version, // below 1.1
  upgrade, // Upgrade does not name websocket
  connection, // Connection does not name upgrade
  version, // not 13
  key, // not base64 of 16 bytes
};

struct upgrade_result {
  upgrade_error error = upgrade_error::none;
  std::string accept; // Sec-WebSocket-Accept of the 101

  explicit operator bool() const noexcept { return error == upgrade_error::none; }
};

/// The only version there is; goes with 426 as `Sec-WebSocket-Version` (RFC 6455 section 4.4).
inline constexpr std::string_view protocol_version = "13";

/// The server's side of the opening handshake (RFC 6455 section 4.2.1).
[[nodiscard]] upgrade_result check_upgrade(const upgrade_fields& fields);

/// The HTTP status that refuses: 405 for the method, 426 for the version, else 400.
[[nodiscard]] int http_status(upgrade_error error) noexcept;

/// Sec-WebSocket-Accept for a key.
[[nodiscard]] std::string accept_key(std::string_view key);

/// The client's side: a key from 16 random bytes, and whether the server's answer proves that it
/// read it.
[[nodiscard]] std::string make_key(const std::array<uint8_t, 16>& random);
[[nodiscard]] bool accepts(std::string_view key, std::string_view accept_field);

} // namespace fleetwire::websocket
