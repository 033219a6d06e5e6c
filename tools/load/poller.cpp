#include "tools/load/poller.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace fleetwire::load {

poller::poller() : fd_(epoll_create1(EPOLL_CLOEXEC)) {
  if (fd_ < 0)
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

poller::~poller() {
  ::close(fd_);
}

void poller::add(int fd, void* tag) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = tag;
  if (epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

std::span<const epoll_event> poller::wait(nanos wake_at) {
  auto left = std::max<nanos>(wake_at - now(), 0);
  auto room = static_cast<int>(events_.size());
  int count = -1;
  if (fine_) {
    timespec ts{left / nanos_per_second, left % nanos_per_second};
    count = epoll_pwait2(fd_, events_.data(), room, &ts, nullptr);
    fine_ = count >= 0 || errno != ENOSYS;
  }
  if (!fine_)
    count = epoll_wait(fd_, events_.data(), room, static_cast<int>(left / 1'000'000));
  if (count < 0 && errno != EINTR)
    throw std::system_error(errno, std::generic_category(), "epoll_wait");
  return {events_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

} // namespace fleetwire::load
