#include "net/transport/detail/readiness.hpp"

#include "net/transport/detail/socket_core.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace fleetwire::transport {

namespace {

/// Told at a time, before actors get their turn.
constexpr std::size_t at_once = 256;

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }
  return fd;
}

} // namespace

readiness::readiness(boost::asio::io_context& context)
  : epoll_(context.get_executor(), make_epoll()) {
  watch();
}

readiness::~readiness() {
  // A socket that goes may end others, and these come back to remove().
  while (!sockets_.empty()) {
    const auto last = std::move(sockets_.back());
    sockets_.pop_back();
  }
}

bool readiness::add(int fd, socket_core& who) {
  epoll_event wanted{};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.fd = fd;
  if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &wanted) != 0) {
    return false;
  }
  const auto place = static_cast<std::size_t>(fd);
  if (place >= sockets_.size()) {
    sockets_.resize(place + 1);
  }
  sockets_[place] = &who;
  return true;
}

void readiness::remove(int fd) noexcept {
  const auto place = static_cast<std::size_t>(fd);
  if (place >= sockets_.size() || !sockets_[place]) {
    return;
  }
  epoll_event unused{};
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, fd, &unused);
  sockets_[place].reset(); // it may go here: nothing is touched after this
}

void readiness::handle() {
  std::array<epoll_event, at_once> events;
  const int got =
    ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < got; ++i) {
    // What was fetched for a socket that is gone may find the next one of that number, which then
    // looks and finds nothing.
    const auto place = static_cast<std::size_t>(events[i].data.fd);
    if (const auto who = place < sockets_.size() ? sockets_[place] : nullptr) {
      const auto what = events[i].events;
      who->on_ready({.input = (what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0,
                     .room = (what & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0,
                     .end = (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0});
    }
  }
  pending_ = got == static_cast<int>(events.size());
  if (!pending_) {
    watch();
  }
}

/// Hears at once if something is ready already.
void readiness::watch() {
  epoll_.async_wait(descriptor_type::wait_read, [this](const boost::system::error_code& ec) {
    if (!ec) {
      pending_ = true;
    }
  });
}

} // namespace fleetwire::transport
