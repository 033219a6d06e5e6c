#include "actors/systems/identity/service/limiter.hpp"

#include <algorithm>

namespace fleetwire::systems::identity {

bool limiter::take(std::string_view key, millis now) {
  if (per_second_ <= 0)
    return true;
  std::lock_guard guard{mutex_};
  if (buckets_.size() >= drop_at_)
    drop_full(now);
  auto& mine = buckets_.try_emplace(std::string{key}, bucket{burst_, now}).first->second;
  mine = {filled(mine, now), now};
  if (mine.left < 1)
    return false;
  mine.left -= 1;
  return true;
}

double limiter::filled(const bucket& what, millis now) const noexcept {
  const auto passed = static_cast<double>(std::max<millis>(now - what.at, 0));
  return std::min(burst_, what.left + passed * per_second_ / 1'000);
}

/// A full bucket is as good as none.
void limiter::drop_full(millis now) {
  std::erase_if(buckets_, [&](const auto& each) { return filled(each.second, now) >= burst_; });
  drop_at_ = std::max<std::size_t>(1'024, buckets_.size() * 2);
}

} // namespace fleetwire::systems::identity
