#pragma once

#include <atomic>

#include "caf/detail/thread_safe_actor_clock.hpp"

namespace fleetwire::runtime {

/// CAF's clock, which is told of the end of every actor so that it forgets his timeouts, and wakes its
/// thread for that. As long as nobody has asked for a timeout there is nothing to forget.
class quiet_clock final : public caf::detail::thread_safe_actor_clock {
public:
  void set_ordinary_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override {
    is_used_ = true;
    super::set_ordinary_timeout(when, self, type, id);
  }
  void set_request_timeout(time_point when, caf::abstract_actor* self,
                           caf::message_id id) override {
    is_used_ = true;
    super::set_request_timeout(when, self, id);
  }
  void set_multi_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type,
                         std::uint64_t id) override {
    is_used_ = true;
    super::set_multi_timeout(when, self, type, id);
  }
  /// An actor asks for both on his own thread, or one that got him from there.
  void cancel_timeouts(caf::abstract_actor* self) override {
    if (is_used_)
      super::cancel_timeouts(self);
  }

private:
  using super = caf::detail::thread_safe_actor_clock;
  std::atomic<bool> is_used_{false};
};

} // namespace fleetwire::runtime
