#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "actors/systems/identity/rules/account.hpp"

namespace fleetwire::systems::identity {

/// So many at once, so many per time on average, for each key. From any thread.
class limiter {
public:
  /// `per_second` 0: no limit.
  limiter(double per_second, double burst) : per_second_(per_second), burst_(burst) {}
  /// False when `key` has used up what it had.
  bool take(std::string_view key, millis now);

private:
  struct bucket {
    double left = 0;
    millis at = 0;
  };
  double filled(const bucket& what, millis now) const noexcept;
  void drop_full(millis now);

  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, bucket> buckets_;
  std::size_t drop_at_ = 1'024;
};

} // namespace fleetwire::systems::identity
