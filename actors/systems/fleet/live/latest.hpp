#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace fleetwire::systems::fleet::live {

/// A value that many read and one replaces. From any thread.
template <class T>
class latest {
public:
  latest() : what_(std::make_shared<const T>()) {}
  std::shared_ptr<const T> get() const {
    const std::lock_guard guard{mutex_};
    return what_;
  }
  void set(T what) {
    auto next = std::make_shared<const T>(std::move(what));
    const std::lock_guard guard{mutex_};
    what_.swap(next);
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> what_;
};

} // namespace fleetwire::systems::fleet::live
