#include "net/transport/detail/listener.hpp"

#include "net/transport/detail/carrier.hpp"
#include "net/transport/detail/loop_impl.hpp"
#include "net/transport/tls_context.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <tuple>
#include <utility>

namespace fleetwire::transport {

namespace {

constexpr int accepts_per_turn = 64;
constexpr std::chrono::milliseconds pause_time{100};

struct readable {
  std::shared_ptr<listener> self;
  void operator()(const boost::system::error_code& ec) const { self->on_readable(bool(ec)); }
};

class resolver_category final : public std::error_category {
  const char* name() const noexcept override { return "resolver"; }
  std::string message(int code) const override { return gai_strerror(code); }
};

std::error_code resolver_error(int code) {
  static const resolver_category category;
  return code == EAI_SYSTEM ? std::error_code(errno, std::generic_category())
                            : std::error_code(code, category);
}

int bind_and_listen(const addrinfo& where, int backlog, std::error_code& ec) {
  const int fd = ::socket(where.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  const int off = 0;
  if (fd >= 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); // accepted sockets inherit it
    if (where.ai_family == AF_INET6) {
      ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    }
    if (::bind(fd, where.ai_addr, where.ai_addrlen) == 0 && ::listen(fd, backlog) == 0) {
      ec.clear();
      return fd;
    }
  }
  ec.assign(errno, std::generic_category());
  if (fd >= 0) {
    ::close(fd);
  }
  return -1;
}

std::pair<peer_address, std::uint16_t> read_address(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &from, sizeof(v6));
    peer_address address;
    std::memcpy(address.bytes.data(), &v6.sin6_addr, address.bytes.size());
    return {address, ntohs(v6.sin6_port)};
  }
  sockaddr_in v4;
  std::memcpy(&v4, &from, sizeof(v4));
  std::array<unsigned char, 4> octets;
  std::memcpy(octets.data(), &v4.sin_addr, octets.size());
  return {peer_address::v4(octets), ntohs(v4.sin_port)};
}

} // namespace

listener::listener(server::impl& owner) : owner_(owner), worker_(*owner.workers.front()) {}

listener::~listener() {
  for (const int fd : {fd_, spare_}) {
    if (fd >= 0) {
      ::close(fd);
    }
  }
}

std::uint16_t listener::open(std::error_code& ec) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const auto& config = owner_.config;
  const auto port = std::to_string(config.port);
  if (const int code = ::getaddrinfo(config.host.c_str(), port.c_str(), &hints, &found)) {
    ec = resolver_error(code);
    return 0;
  }
  for (const auto* where = found; where != nullptr && fd_ < 0; where = where->ai_next) {
    fd_ = bind_and_listen(*where, config.backlog, ec);
    v6_ = where->ai_family == AF_INET6;
  }
  ::freeaddrinfo(found);
  if (fd_ < 0) {
    return 0;
  }
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  ::getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size);
  return read_address(bound).second;
}

void listener::begin() {
  using boost::asio::ip::tcp;
  acceptor_.emplace(worker_.loop->internals().context.get_executor());
  boost::system::error_code ec;
  acceptor_->assign(v6_ ? tcp::v6() : tcp::v4(), fd_, ec);
  if (ec) {
    // Without a watch on it the socket would only collect connections that nobody serves.
    acceptor_.reset();
    return;
  }
  fd_ = -1;
  arm();
}

void listener::close() {
  if (timer_ != 0) {
    worker_.host.disarm(std::exchange(timer_, 0));
  }
  acceptor_.reset();
  if (fd_ >= 0) {
    ::close(std::exchange(fd_, -1));
  }
}

void listener::arm() {
  acceptor_->async_wait(acceptor_type::wait_read, readable{shared_from_this()});
}

void listener::on_readable(bool failed) {
  worker_.loop->internals().note_handler();
  if (!acceptor_) {
    return;
  }
  if (failed) {
    pause();
    return;
  }
  std::vector<batch> batches(owner_.workers.size());
  for (int i = 0; i < accepts_per_turn && accept_one(batches); ++i) {}
  deal(std::move(batches));
  if (timer_ == 0) {
    arm();
  }
}

bool listener::accept_one(std::vector<batch>& batches) {
  sockaddr_storage from{};
  socklen_t size = sizeof(from);
  const int fd = ::accept4(acceptor_->native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                           SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    switch (errno) {
      case EAGAIN:
        return false;
      case EMFILE:
      case ENFILE:
        return shed();
      case EINTR:
      case ECONNABORTED:
      case EPROTO:
        return true; // of that one connection, which is gone
      default:
        pause();
        return false;
    }
  }
  accepted item;
  item.parts.fd = fd;
  std::tie(item.address, item.port) = read_address(from);
  worker_.counters.accepted.add();
  if (admit(item)) {
    batches[next_].push_back(std::move(item));
    next_ = (next_ + 1) % static_cast<unsigned>(batches.size());
  }
  return true;
}

bool listener::admit(accepted& item) {
  const auto verdict = owner_.admit(item.address);
  if (verdict == admission::admitted) {
    item.parts.place = ticket(owner_.shared_from_this(), item.address);
    return true;
  }
  const auto reason = verdict == admission::too_many_connections ? refusal::connections
                      : verdict == admission::too_fast           ? refusal::rate
                                                                 : refusal::address;
  worker_.counters.refused[static_cast<std::size_t>(reason)].add();
  return false;
}

/// Out of descriptors: a connection left in the queue would wake the loop for ever, so the spare
/// one is given up to take it and turn it away.
bool listener::shed() {
  if (spare_ >= 0) {
    ::close(std::exchange(spare_, -1));
    const int fd = ::accept4(acceptor_->native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
    // The kernel looks for a descriptor before it looks for a connection.
    const bool empty = fd < 0 && errno == EAGAIN;
    if (fd >= 0) {
      ::close(fd);
      worker_.counters.refused[static_cast<std::size_t>(refusal::descriptors)].add();
    }
    spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd >= 0 || empty) {
      return !empty;
    }
  } else {
    spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  }
  pause();
  return false;
}

void listener::pause() {
  worker_.counters.accept_pauses.add();
  timer_ = worker_.host.arm(pause_time, [this] {
    timer_ = 0;
    arm();
  });
}

void listener::deal(std::vector<batch> batches) {
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (batches[i].empty()) {
      continue;
    }
    auto& worker = *owner_.workers[i];
    if (&worker == &worker_) {
      adopt(worker, batches[i]);
      continue;
    }
    auto box = std::make_shared<batch>(std::move(batches[i]));
    worker.host.post([box, &worker] { adopt(worker, *box); });
  }
}

void listener::adopt(worker_state& worker, batch& items) {
  if (worker.draining) {
    items.clear();
    return;
  }
  const auto tls = worker.owner.config.tls ? worker.owner.config.tls->current() : nullptr;
  for (auto& item : items) {
    if (tls) {
      item.parts.tls = std::make_unique<tls_session>(*tls);
    }
    worker.serve(make_socket_stream(worker, std::move(item.parts)), item.address, item.port);
  }
}

} // namespace fleetwire::transport
