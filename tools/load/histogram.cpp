#include "tools/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fleetwire::load {

namespace {

constexpr unsigned sub_bits = 7;
constexpr std::uint64_t sub_buckets = 1ULL << sub_bits;
constexpr std::size_t bucket_count = (63 - sub_bits + 1) * sub_buckets;

} // namespace

histogram::histogram() : buckets_(bucket_count, 0) {}

std::size_t histogram::bucket_of(std::uint64_t value) {
  if (value < 2 * sub_buckets)
    return static_cast<std::size_t>(value);
  auto shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
  return static_cast<std::size_t>(shift * sub_buckets + (value >> shift));
}

std::uint64_t histogram::bucket_end(std::size_t bucket) {
  if (bucket < 2 * sub_buckets)
    return bucket;
  auto shift = bucket / sub_buckets - 1;
  auto top = bucket % sub_buckets + sub_buckets;
  return ((top + 1) << shift) - 1;
}

void histogram::record(std::int64_t value) {
  value = std::max<std::int64_t>(value, 0);
  ++buckets_[bucket_of(static_cast<std::uint64_t>(value))];
  max_ = std::max(max_, value);
  min_ = count_ == 0 ? value : std::min(min_, value);
  sum_ += static_cast<double>(value);
  ++count_;
}

void histogram::merge(const histogram& other) {
  if (other.count_ == 0)
    return;
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    buckets_[i] += other.buckets_[i];
  max_ = std::max(max_, other.max_);
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  sum_ += other.sum_;
  count_ += other.count_;
}

void histogram::reset() {
  std::fill(buckets_.begin(), buckets_.end(), 0);
  count_ = 0;
  max_ = 0;
  min_ = 0;
  sum_ = 0;
}

double histogram::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::int64_t histogram::quantile(double share) const {
  if (count_ == 0)
    return 0;
  auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  wanted = std::clamp<std::uint64_t>(wanted, 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted)
      return std::min(static_cast<std::int64_t>(bucket_end(i)), max_);
  }
  return max_;
}

} // namespace fleetwire::load
