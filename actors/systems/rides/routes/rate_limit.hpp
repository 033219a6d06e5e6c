#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fleetwire::systems::rides::routes {

/// So many times within so long, for each name. From any thread.
class rate_limit {
public:
  using time = std::chrono::steady_clock::time_point;

  rate_limit(std::size_t times, std::chrono::steady_clock::duration within)
    : times_(times), within_(within) {}

  /// Counts one more, unless that would be too many: false then.
  bool admit(std::string_view name, time now);

  /// Those who came lately.
  std::size_t names() const;

private:
  void forget_idle(time now);

  std::size_t times_;
  std::chrono::steady_clock::duration within_;
  mutable std::mutex lock_;
  std::unordered_map<std::string, std::deque<time>> seen_;
  time swept_at_{};
};

} // namespace fleetwire::systems::rides::routes
