#include "actors/engine/adapters.hpp"

namespace fleetwire {

struct host_adapter::entry final : contract::timer {
  void on_timer() override {
    // Out of the table first: the task may arm and disarm.
    auto self = owner->timers_.extract(id);
    task();
  }
  host_adapter* owner = nullptr;
  std::uint64_t id = 0;
  std::function<void()> task;
};

host_adapter::host_adapter(contract::worker& home) : home_(home) {
}

host_adapter::~host_adapter() = default;

void host_adapter::disarm(std::uint64_t id) {
  timers_.erase(id);
}

std::uint64_t host_adapter::arm(std::chrono::milliseconds delay, std::function<void()> task) {
  auto fresh = std::make_unique<entry>();
  fresh->owner = this;
  fresh->id = ++last_id_;
  fresh->task = std::move(task);
  home_.timers().arm(*fresh, home_.clock().now() + delay);
  timers_.emplace(last_id_, std::move(fresh));
  return last_id_;
}

} // namespace fleetwire
