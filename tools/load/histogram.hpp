#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fleetwire::load {

/// Counts of values in log-linear buckets: exact below 256, then 128 buckets per power of two, so a
/// percentile is never more than 0.8 % above the true value. Holds any 63-bit value in 59 KB.
class histogram {
public:
  histogram();

  /// Counts `value`; a negative one counts as 0.
  void record(std::int64_t value);

  /// Adds the counts of `other`.
  void merge(const histogram& other);

  void reset();

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }
  std::int64_t min() const { return count_ == 0 ? 0 : min_; }
  double mean() const;

  /// The smallest recorded value (rounded up to its bucket's end) that at least `share` of all
  /// values do not exceed; `share` in [0, 1]. 0 when empty.
  std::int64_t quantile(double share) const;

  /// Index of the bucket of `value`, and the highest value that falls into a bucket.
  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t bucket_end(std::size_t bucket);

private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
  std::int64_t min_ = 0;
  double sum_ = 0;
};

} // namespace fleetwire::load
