#pragma once

#include <cstdint>
#include <string_view>

namespace fleetwire::websocket {

/// Validates UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF) that arrives in
/// pieces. Three bytes of state, so it can be kept per message.
class utf8_checker {
public:
  /// Takes the next piece. False as soon as nothing that follows could make the text valid; the
  /// checker is then good for `reset` only.
  [[nodiscard]] bool write(std::string_view bytes) noexcept;

  /// True when the text may end here, that is not inside a character.
  [[nodiscard]] bool complete() const noexcept { return left_ == 0; }

  void reset() noexcept { *this = utf8_checker{}; }

private:
  bool begin(unsigned char lead) noexcept;

  uint8_t left_ = 0;   // bytes that the current character still needs
  uint8_t low_ = 0x80; // bounds of the next of them
  uint8_t high_ = 0xBF;
};

[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

} // namespace fleetwire::websocket
