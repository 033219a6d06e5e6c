#pragma once

#include <cstdint>
#include <string_view>

namespace fleetwire::systems::orders::store {

/// Numbers for a sender and his clientId together. Two names may share one; but whoever does not know
/// the secret cannot look for such names: it is the point at which the names, read as the factors of a
/// polynomial over a prime, are worked out, and two of them agree at few points of 2^61.
///
/// Kept in the database, so what comes out must never change.
class name_key {
public:
  explicit name_key(std::int64_t secret = 0) noexcept
    : secret_(static_cast<std::uint64_t>(secret)) {}

  std::int64_t operator()(std::string_view sender, std::string_view client) const noexcept {
    return static_cast<std::int64_t>(add(client, add(sender, 0)));
  }

private:
  static constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
  static constexpr std::size_t step = 7; ///< bytes of a factor, which stays below the prime

  std::uint64_t add(std::string_view text, std::uint64_t sum) const noexcept {
    sum = next(sum, text.size()); // or names would run into each other
    for (; !text.empty(); text.remove_prefix(text.size() < step ? text.size() : step))
      sum = next(sum, factor(text.substr(0, step)));
    return sum;
  }
  std::uint64_t next(std::uint64_t sum, std::uint64_t factor) const noexcept {
    __extension__ using wide = unsigned __int128;
    const auto product = wide{fold(sum + factor)} * secret_;
    return fold(static_cast<std::uint64_t>(product & prime)
                + static_cast<std::uint64_t>(product >> 61));
  }
  static std::uint64_t fold(std::uint64_t sum) noexcept { return sum >= prime ? sum - prime : sum; }
  /// The same on all machines.
  static std::uint64_t factor(std::string_view bytes) noexcept {
    std::uint64_t out = 0;
    for (const char each : bytes)
      out = out << 8 | static_cast<unsigned char>(each);
    return out;
  }

  std::uint64_t secret_;
};

} // namespace fleetwire::systems::orders::store
