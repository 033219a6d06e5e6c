#include "actors/contract/random_id.hpp"

#include "actors/contract/uuid.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <sys/random.h>

namespace fleetwire::contract {

namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Random bytes from the kernel, fetched in blocks: a storm of connections needs thousands of ids.
class entropy {
public:
  void take(std::uint8_t* out, std::size_t count) {
    if (left_ < count)
      refill();
    std::memcpy(out, block_.data() + (block_.size() - left_), count);
    left_ -= count;
  }

private:
  void refill() {
    std::size_t have = 0;
    while (have < block_.size()) {
      auto got = getrandom(block_.data() + have, block_.size() - have, 0);
      if (got > 0)
        have += static_cast<std::size_t>(got);
      else if (errno != EINTR)
        std::abort(); // no entropy source: guessable ids would be worse than no server
    }
    left_ = block_.size();
  }
  std::array<std::uint8_t, 240> block_{};
  std::size_t left_ = 0;
};

entropy& randomness() {
  thread_local entropy source;
  return source;
}

} // namespace

random_id random_id::make(unsigned worker) {
  std::array<std::uint8_t, 15> bytes{};
  randomness().take(bytes.data(), bytes.size());
  bytes[0] = static_cast<std::uint8_t>(worker);
  random_id result;
  for (std::size_t i = 0; i < 5; ++i) {
    auto bits =
      static_cast<unsigned>(bytes[3 * i] << 16 | bytes[3 * i + 1] << 8 | bytes[3 * i + 2]);
    for (std::size_t j = 0; j < 4; ++j)
      result.chars_[4 * i + j] = alphabet[bits >> (18 - 6 * j) & 63];
  }
  return result;
}

std::optional<random_id> random_id::parse(std::string_view text) noexcept {
  random_id result;
  bool good = text.size() == result.chars_.size()
              && std::all_of(text.begin(), text.end(),
                             [](char c) { return alphabet.find(c) != std::string_view::npos; });
  if (!good)
    return std::nullopt;
  std::copy(text.begin(), text.end(), result.chars_.begin());
  return result;
}

unsigned random_id::worker() const noexcept {
  auto first = alphabet.find(chars_[0]);
  auto second = alphabet.find(chars_[1]);
  return static_cast<unsigned>(first << 2 | second >> 4);
}

namespace {

std::string uuid_text(std::array<std::uint8_t, 16> bytes, std::uint8_t version) {
  constexpr std::string_view digits = "0123456789abcdef";
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | version << 4);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80); // variant of RFC 4122
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      out += '-';
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 0x0F];
  }
  return out;
}

} // namespace

std::string random_uuid() {
  std::array<std::uint8_t, 16> bytes{};
  randomness().take(bytes.data(), bytes.size());
  return uuid_text(bytes, 4);
}

std::string ordered_uuid(std::chrono::system_clock::time_point now) {
  std::array<std::uint8_t, 16> bytes{};
  randomness().take(bytes.data() + 6, bytes.size() - 6);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  for (std::size_t i = 0; i < 6; ++i)
    bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(ms) >> (40 - 8 * i));
  return uuid_text(bytes, 7);
}

} // namespace fleetwire::contract
