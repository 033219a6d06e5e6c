#include "actors/systems/rides/routes/rate_limit.hpp"

namespace fleetwire::systems::rides::routes {

bool rate_limit::admit(std::string_view name, time now) {
  const std::lock_guard guard{lock_};
  forget_idle(now);
  auto& times = seen_[std::string{name}];
  while (!times.empty() && now - times.front() >= within_)
    times.pop_front();
  if (times.size() >= times_)
    return false;
  times.push_back(now);
  return true;
}

std::size_t rate_limit::names() const {
  const std::lock_guard guard{lock_};
  return seen_.size();
}

/// Whoever stays away must not be remembered for ever.
void rate_limit::forget_idle(time now) {
  if (now - swept_at_ < within_)
    return;
  swept_at_ = now;
  std::erase_if(seen_, [this, now](const auto& entry) {
    return entry.second.empty() || now - entry.second.back() >= within_;
  });
}

} // namespace fleetwire::systems::rides::routes
