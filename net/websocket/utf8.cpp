#include "net/websocket/utf8.hpp"

#include <bit>
#include <cstddef>
#include <cstring>

namespace fleetwire::websocket {
namespace {

constexpr uint64_t high_bits = 0x8080808080808080;

uint64_t load(const unsigned char* p) noexcept {
  uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

// Index of the first byte of the word, in memory order, whose high bit is set.
int first_high(uint64_t bits) noexcept {
  if constexpr (std::endian::native == std::endian::little)
    return std::countr_zero(bits) / 8;
  else
    return std::countl_zero(bits) / 8;
}

const unsigned char* skip_ascii(const unsigned char* p, const unsigned char* end) noexcept {
  while (end - p >= 32) {
    if ((load(p) | load(p + 8) | load(p + 16) | load(p + 24)) & high_bits)
      break;
    p += 32;
  }
  while (end - p >= 8) {
    if (auto bits = load(p) & high_bits)
      return p + first_high(bits);
    p += 8;
  }
  while (p != end && *p < 0x80)
    ++p;
  return p;
}

bool tail(unsigned char c) noexcept {
  return (c & 0xC0) == 0x80;
}

// Size of the character at `p` if it is all there and surely valid, else 0: the checker decides.
size_t sure_character(const unsigned char* p, const unsigned char* end) noexcept {
  auto left = end - p;
  if (left >= 2 && p[0] >= 0xC2 && p[0] < 0xE0)
    return tail(p[1]) ? 2 : 0;
  if (left >= 3 && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED)
    return tail(p[1]) && tail(p[2]) ? 3 : 0;
  if (left >= 4 && p[0] == 0xF0)
    return tail(p[1]) && p[1] >= 0x90 && tail(p[2]) && tail(p[3]) ? 4 : 0;
  return 0;
}

} // namespace

bool utf8_checker::begin(unsigned char lead) noexcept {
  low_ = 0x80;
  high_ = 0xBF;
  if (lead < 0xC2 || lead > 0xF4)
    return false;
  if (lead < 0xE0) {
    left_ = 1;
  } else if (lead < 0xF0) {
    left_ = 2;
    if (lead == 0xE0)
      low_ = 0xA0; // below lie overlong forms
    else if (lead == 0xED)
      high_ = 0x9F; // above lie the surrogates
  } else {
    left_ = 3;
    if (lead == 0xF0)
      low_ = 0x90;
    else if (lead == 0xF4)
      high_ = 0x8F; // above lies what exceeds U+10FFFF
  }
  return true;
}

bool utf8_checker::write(std::string_view bytes) noexcept {
  auto p = reinterpret_cast<const unsigned char*>(bytes.data());
  auto end = p + bytes.size();
  for (;;) {
    while (left_ > 0) {
      if (p == end)
        return true;
      if (*p < low_ || *p > high_)
        return false;
      ++p;
      --left_;
      low_ = 0x80;
      high_ = 0xBF;
    }
    // Texts in one foreign script rarely switch back: look at one byte before the wide skip.
    while (p != end) {
      if (*p < 0x80) {
        p = skip_ascii(p, end);
        continue;
      }
      auto size = sure_character(p, end);
      if (size == 0)
        break;
      p += size;
    }
    if (p == end)
      return true;
    if (!begin(*p++))
      return false;
  }
}

bool valid_utf8(std::string_view text) noexcept {
  utf8_checker checker;
  return checker.write(text) && checker.complete();
}

} // namespace fleetwire::websocket
