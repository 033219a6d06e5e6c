#include "actors/engine/adapters.hpp"

#include <utility>
#include <vector>

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

/// What transport does at the end of a turn; the worker may hold it longer than the adapter lives.
class host_adapter::turn_end final : public contract::flushable,
                                     public std::enable_shared_from_this<turn_end> {
public:
  /// True if the worker is to be asked for another end of turn.
  bool add(std::function<void()> task) {
    tasks_.push_back(std::move(task));
    return tasks_.size() == 1;
  }
  void flush() override {
    running_.swap(tasks_);
    for (auto& task : running_)
      task();
    running_.clear();
  }
  void hold() noexcept override {
    if (holders_++ == 0)
      self_ = shared_from_this();
  }
  void release() noexcept override { auto last = --holders_ == 0 ? std::move(self_) : nullptr; }

private:
  std::vector<std::function<void()>> tasks_;
  std::vector<std::function<void()>> running_;
  std::shared_ptr<turn_end> self_; ///< while the worker holds this
  unsigned holders_ = 0;
};

host_adapter::host_adapter(contract::worker& home)
  : home_(home), turn_end_(std::make_shared<turn_end>()) {}

host_adapter::~host_adapter() = default;

void host_adapter::disarm(std::uint64_t id) {
  timers_.erase(id);
}

bool host_adapter::at_end_of_turn(std::function<void()> task) {
  if (turn_end_->add(std::move(task)))
    home_.at_end_of_turn(*turn_end_);
  return true;
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
