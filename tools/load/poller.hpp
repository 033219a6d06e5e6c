#pragma once

#include "tools/load/clock.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

namespace fleetwire::load {

/// An epoll set, edge-triggered. Single-threaded.
class poller {
public:
  poller();
  ~poller();
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  /// Watches `fd` for reading, writing and hang-up until it is closed; `tag` comes back with
  /// events.
  void add(int fd, void* tag);

  /// Waits until something happens or `wake_at` (a point of the clock) has come.
  std::span<const epoll_event> wait(nanos wake_at);

private:
  int fd_;
  bool fine_ = true; // the kernel has epoll_pwait2
  std::array<epoll_event, 512> events_;
};

} // namespace fleetwire::load
