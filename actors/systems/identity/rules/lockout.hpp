#pragma once

#include "actors/systems/identity/rules/account.hpp"

namespace fleetwire::systems::identity {

struct lockout_policy {
  int failures = 5;
  millis duration = 15 * 60 * 1000;
};

/// Kept with the credentials, in a commit of its own: it outlives the refused login.
struct lockout {
  int failures = 0;
  millis until = 0;

  bool active(millis now) const noexcept { return now < until; }
  /// A failure while locked changes nothing, or guessing would lock for ever.
  lockout after_failure(const lockout_policy& policy, millis now) const noexcept {
    if (active(now))
      return *this;
    auto count = failures + 1;
    return count < policy.failures ? lockout{count, 0} : lockout{0, now + policy.duration};
  }
  bool operator==(const lockout&) const noexcept = default;
};

} // namespace fleetwire::systems::identity
