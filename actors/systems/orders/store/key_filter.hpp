#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace fleetwire::systems::orders::store {

/// Says of most keys that nothing has them, without a look at the store: a bit for each of many ranges
/// of keys, in parts that are read from the store when they are first asked for. A bit too many costs a
/// look; a bit too few would store a message twice.
class key_filter {
public:
  /// Keys of a part, both included.
  struct range {
    std::int64_t first = 0, last = 0;
  };

  /// For 2^`bits` ranges of the keys below 2^61; nothing is read yet.
  explicit key_filter(unsigned bits)
    : shift_(key_bits - bits),
      bits_(std::size_t{1} << bits),
      is_read_((bits_.size() + part_size - 1) / part_size) {}

  bool is_read(std::int64_t key) const noexcept { return is_read_[place_of(key) / part_size]; }
  range part_of(std::int64_t key) const noexcept {
    const auto part = place_of(key) / part_size;
    const auto start = [this](std::size_t of) {
      return static_cast<std::int64_t>(of * part_size) << shift_;
    };
    const bool is_last = part + 1 == is_read_.size();
    return {start(part), is_last ? std::numeric_limits<std::int64_t>::max() : start(part + 1) - 1};
  }
  /// All keys of its part that are stored have been added.
  void set_read(std::int64_t key) noexcept { is_read_[place_of(key) / part_size] = true; }

  void add(std::int64_t key) noexcept { bits_[place_of(key)] = true; }
  /// False: certainly not, if its part is read.
  bool may_have(std::int64_t key) const noexcept { return bits_[place_of(key)]; }

private:
  static constexpr unsigned key_bits = 61;
  static constexpr std::size_t part_size = 4096;

  /// Keys that were moved on may lie beyond the end.
  std::size_t place_of(std::int64_t key) const noexcept {
    return std::min(static_cast<std::size_t>(key) >> shift_, bits_.size() - 1);
  }

  unsigned shift_;
  std::vector<bool> bits_;
  std::vector<bool> is_read_;
};

} // namespace fleetwire::systems::orders::store
