#pragma once

#include "actors/systems/fleet/store/position.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Positions as bytes, about a dozen each instead of the hundred of a row. Pure.
///
/// A record is, as numbers of seven bits a byte, the lowest first: its marks (see packed_track.cpp); how
/// much greater the vehicle's number is than the last one's, if it is another; how much later it was, in
/// ms; how far it has moved, latitude and longitude in 1e-7 degrees; then each value that there is, in
/// thousandths. Differences have their sign in the lowest bit. What such a number cannot say exactly
/// is a zero and the eight bytes of the double; therefore all other values are one greater.
namespace fleetwire::systems::fleet::store {

/// What a record is told as the difference to.
struct pack_context {
  std::int64_t vehicle = 0;
  std::int64_t at = 0; ///< ms since 1970
  std::int64_t lat = 0; ///< 1e-7 degrees
  std::int64_t lng = 0;
};

/// A piece of history while it is made.
class packed_track {
public:
  /// What was packed before, so that more can be added; nothing if it is torn.
  static std::optional<packed_track> resume(std::string bytes);

  /// `what` has its time.
  void add(const position& what);
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view bytes() const noexcept { return bytes_; }
  /// Of the earliest and the latest of them; not of an empty one.
  rules::instant first() const noexcept { return first_; }
  rules::instant last() const noexcept { return last_; }

private:
  void count(rules::instant at) noexcept;

  std::string bytes_;
  std::size_t size_ = 0;
  rules::instant first_;
  rules::instant last_;
  pack_context before_;
};

/// Walks what was packed, in its order.
class track_reader {
public:
  /// The bytes outlive the reader.
  explicit track_reader(std::string_view bytes) noexcept : left_(bytes) {}
  /// False at the end, and at what nobody packed: then is_torn().
  bool next(position& out);
  bool is_torn() const noexcept { return is_torn_; }
  /// What the next one is told as the difference to.
  const pack_context& context() const noexcept { return before_; }

private:
  std::string_view left_;
  bool is_torn_ = false;
  pack_context before_;
};

} // namespace fleetwire::systems::fleet::store
