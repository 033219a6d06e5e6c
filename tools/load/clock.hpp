#pragma once

#include <cstdint>
#include <ctime>

namespace fleetwire::load {

/// A point of the monotonic clock, or a span of it, in nanoseconds.
using nanos = std::int64_t;

inline constexpr nanos nanos_per_second = 1'000'000'000;

inline nanos now() {
  timespec ts{};
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return static_cast<nanos>(ts.tv_sec) * nanos_per_second + ts.tv_nsec;
}

inline nanos from_seconds(double seconds) {
  return static_cast<nanos>(seconds * static_cast<double>(nanos_per_second));
}

inline double to_seconds(nanos span) {
  return static_cast<double>(span) / static_cast<double>(nanos_per_second);
}

} // namespace fleetwire::load
