#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fleetwire::websocket::detail {

/// SHA-1 (RFC 3174). RFC 6455 asks for it in the handshake, as a checksum; it protects nothing.
[[nodiscard]] std::array<uint8_t, 20> sha1(std::string_view bytes) noexcept;

} // namespace fleetwire::websocket::detail
