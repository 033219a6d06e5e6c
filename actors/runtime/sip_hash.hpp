#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

namespace fleetwire::runtime {

/// SipHash-2-4 under a secret of this process: clients choose the keys of keyed events, and nobody
/// may find two that collide.
class sip_hash {
public:
  sip_hash() {
    std::random_device source;
    for (auto& word : secret_)
      word = std::uint64_t{source()} << 32 | source();
  }
  std::uint64_t operator()(std::string_view text) const noexcept {
    state s{secret_[0] ^ 0x736f6d6570736575, secret_[1] ^ 0x646f72616e646f6d,
            secret_[0] ^ 0x6c7967656e657261, secret_[1] ^ 0x7465646279746573};
    auto tail = static_cast<std::uint64_t>(text.size()) << 56;
    while (text.size() >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data(), 8);
      absorb(s, word);
      text.remove_prefix(8);
    }
    for (std::size_t i = 0; i < text.size(); ++i)
      tail |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    absorb(s, tail);
    s[2] ^= 0xff;
    for (int i = 0; i < 4; ++i)
      round(s);
    return s[0] ^ s[1] ^ s[2] ^ s[3];
  }

private:
  using state = std::array<std::uint64_t, 4>;
  static void round(state& v) noexcept {
    v[0] += v[1];
    v[1] = std::rotl(v[1], 13) ^ v[0];
    v[0] = std::rotl(v[0], 32);
    v[2] += v[3];
    v[3] = std::rotl(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = std::rotl(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = std::rotl(v[1], 17) ^ v[2];
    v[2] = std::rotl(v[2], 32);
  }
  static void absorb(state& v, std::uint64_t word) noexcept {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
  }
  std::array<std::uint64_t, 2> secret_{};
};

} // namespace fleetwire::runtime
