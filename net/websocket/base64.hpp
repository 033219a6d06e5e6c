#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::websocket {

/// Standard alphabet with padding (RFC 4648 section 4).

[[nodiscard]] constexpr size_t base64_size(size_t bytes) noexcept {
  return (bytes + 2) / 3 * 4;
}

void append_base64(std::string& out, std::string_view bytes);

[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Strict: nothing but the alphabet, whole groups of four, padding only at the end, unused bits
/// zero. On false `out` is as it was.
[[nodiscard]] bool append_base64_decoded(std::string& out, std::string_view text);

[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

} // namespace fleetwire::websocket
