#pragma once

#include "tools/load/clock.hpp"

#include <cstdint>

namespace fleetwire::load {

/// The intended start times of an open-loop run: event k is due at start + k / rate, whatever
/// became of the events before it. Latency counted from here is free of coordinated omission.
class pacer {
public:
  /// `rate` is in events per second and above 0.
  pacer(double rate, nanos start) : rate_(rate), start_(start) {}

  /// When the next event is due.
  nanos next() const {
    return start_ + static_cast<nanos>(static_cast<double>(taken_) * 1e9 / rate_);
  }

  bool due(nanos at) const { return next() <= at; }

  /// Hands out the next event's intended start.
  nanos take() {
    auto intended = next();
    ++taken_;
    return intended;
  }

  std::uint64_t taken() const { return taken_; }

private:
  double rate_;
  nanos start_;
  std::uint64_t taken_ = 0;
};

} // namespace fleetwire::load
