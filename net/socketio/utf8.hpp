// UTF-8, hex digits and the fast skip within strings; internal to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#  include <emmintrin.h>
#endif

namespace fleetwire::socketio::detail {

/// -1 if it is none.
inline int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Length of the multi-byte sequence at `p` (first byte >= 0x80), 0 if it is none: overlong forms,
/// surrogates and what lies above U+10FFFF are refused.
inline std::size_t utf8_sequence(const char* p, const char* end) noexcept {
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  const auto tail = [&byte](int i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned char lead = byte(0);
  const auto left = end - p;
  if (lead < 0xe0)
    return lead >= 0xc2 && left >= 2 && tail(1) ? 2 : 0;
  if (lead < 0xf0) {
    if (left < 3 || !tail(1) || !tail(2))
      return 0;
    if ((lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f))
      return 0;
    return 3;
  }
  if (lead > 0xf4 || left < 4 || !tail(1) || !tail(2) || !tail(3))
    return 0;
  if ((lead == 0xf0 && byte(1) < 0x90) || (lead == 0xf4 && byte(1) > 0x8f))
    return 0;
  return 4;
}

/// Skips what may stand in a JSON string as it is. Stops at '"', '\\' and control characters and, if
/// StopAtHigh, at bytes above 0x7f.
template <bool StopAtHigh>
inline const char* skip_plain(const char* p, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i control = _mm_set1_epi8(0x1f);
  const auto stops_at = [&](const char* at) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i stop = _mm_cmpeq_epi8(bytes, quote);
    stop = _mm_or_si128(stop, _mm_cmpeq_epi8(bytes, backslash));
    stop = _mm_or_si128(stop, _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control));
    if constexpr (StopAtHigh)
      stop = _mm_or_si128(stop, bytes);
    return static_cast<unsigned>(_mm_movemask_epi8(stop));
  };
  const bool is_long = end - p >= 16;
  for (; end - p >= 16; p += 16)
    if (const auto mask = stops_at(p); mask != 0)
      return p + __builtin_ctz(mask);
  if (is_long) { // once more, over what was seen already, instead of byte by byte
    const auto mask = stops_at(end - 16);
    return mask != 0 ? end - 16 + __builtin_ctz(mask) : end;
  }
#endif
  for (; p != end; ++p) {
    const auto c = static_cast<unsigned char>(*p);
    if (c < 0x20 || c == '"' || c == '\\' || (StopAtHigh && c >= 0x80))
      break;
  }
  return p;
}

inline bool valid_utf8(std::string_view text) noexcept {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    std::uint64_t word = 0;
    if (end - p >= 8 && (std::memcpy(&word, p, 8), (word & 0x8080808080808080u) == 0)) {
      p += 8;
    } else if (static_cast<unsigned char>(*p) < 0x80) {
      ++p;
    } else {
      const auto size = utf8_sequence(p, end);
      if (size == 0)
        return false;
      p += size;
    }
  }
  return true;
}

} // namespace fleetwire::socketio::detail
