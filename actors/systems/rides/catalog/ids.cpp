#include "actors/systems/rides/catalog/ids.hpp"

#include <array>
#include <cstdint>
#include <random>

namespace fleetwire::systems::rides::catalog {

std::string make_uuid() {
  static constexpr std::string_view digits = "0123456789abcdef";
  thread_local std::random_device source;
  std::array<std::uint32_t, 4> words{};
  for (auto& word : words)
    word = source();
  words[1] = (words[1] & 0xFFFF0FFFU) | 0x4000U;     // version 4
  words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U; // variant of RFC 4122
  std::string result;
  for (unsigned i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20)
      result += '-';
    result += digits[words[i / 8] >> (28 - 4 * (i % 8)) & 15U];
  }
  return result;
}

} // namespace fleetwire::systems::rides::catalog
