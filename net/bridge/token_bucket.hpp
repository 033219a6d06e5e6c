#pragma once

#include <algorithm>
#include <chrono>

namespace fleetwire::bridge {

/// Allows a rate with bursts. May go below zero: the debt says how long to pause.
class token_bucket {
public:
  explicit token_bucket(double burst) noexcept : tokens_(burst) {}
  void spend(double amount, double rate, double burst,
             std::chrono::steady_clock::time_point now) noexcept {
    if (last_ != std::chrono::steady_clock::time_point{}) {
      std::chrono::duration<double> passed = now - last_;
      tokens_ = std::min(burst, tokens_ + passed.count() * rate);
    }
    last_ = now;
    tokens_ -= amount;
  }
  /// How long until the debt is paid; zero when there is none.
  std::chrono::milliseconds debt(double rate) const noexcept {
    if (tokens_ >= 0 || rate <= 0)
      return std::chrono::milliseconds{0};
    return std::chrono::milliseconds{static_cast<long>(-tokens_ / rate * 1000) + 1};
  }

private:
  double tokens_;
  std::chrono::steady_clock::time_point last_{};
};

} // namespace fleetwire::bridge
