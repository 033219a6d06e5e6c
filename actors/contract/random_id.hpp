#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetwire::contract {

/// A 20-character base64url id: 8 bits name the worker where its owner lives, 112 bits are random,
/// so it cannot be guessed. Cluster adapters tell a socket's own room by this length.
class random_id {
public:
  random_id() noexcept = default;
  static random_id make(unsigned worker);
  static std::optional<random_id> parse(std::string_view text) noexcept;

  std::string_view text() const noexcept { return {chars_.data(), chars_.size()}; }
  /// The worker named when it was made.
  unsigned worker() const noexcept;
  bool operator==(const random_id&) const noexcept = default;

private:
  std::array<char, 20> chars_{};
};

} // namespace fleetwire::contract
