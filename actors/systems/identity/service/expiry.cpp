#include "actors/systems/identity/service/expiry.hpp"

#include <algorithm>

#include "actors/contract/rest.hpp"

namespace fleetwire::systems::identity {

namespace {

/// A wheel's turn is bounded: look again once in a while.
constexpr millis longest_wait = 12LL * 3'600'000;

} // namespace

expiry::expiry(contract::worker& home, socket who, plan what)
  : home_(home), who_(std::move(who)), plan_(std::move(what)), warned_(plan_.warning == 0) {
  arm(plan_.end - now());
}

void expiry::on_timer() {
  const auto left = plan_.end - now();
  if (left <= 0) {
    const auto over = plan_.over;
    const auto who = who_;
    return over(who); // this object is gone
  }
  if (!warned_ && left <= plan_.warning) {
    warned_ = true;
    who_.emit("auth:expiring",
              object{}.add("at", contract::rest::iso(contract::rest::from_ms(plan_.end))));
  }
  arm(left);
}

void expiry::arm(millis left) {
  const auto next = warned_ ? left : left - plan_.warning;
  const auto wait = std::clamp<millis>(next, 0, longest_wait);
  home_.timers().arm(*this, home_.clock().now() + std::chrono::milliseconds{wait});
}

millis expiry::now() const noexcept {
  return contract::rest::to_ms(home_.clock().wall());
}

} // namespace fleetwire::systems::identity
