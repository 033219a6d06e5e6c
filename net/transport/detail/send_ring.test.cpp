#define CAF_SUITE net.transport.detail.send_ring

#include "net/transport/detail/send_ring.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::transport;

namespace {

/// Two ends of a connection.
struct pair {
  pair() { ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd.data()); }
  pair(const pair&) = delete;
  ~pair() {
    ::close(fd[0]);
    leave();
  }
  void leave() {
    if (fd[1] >= 0) {
      ::close(std::exchange(fd[1], -1));
    }
  }
  std::string received() {
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t n = 1; n > 0;) {
      n = ::recv(fd[1], buffer.data(), buffer.size(), 0);
      text.append(buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    return text;
  }
  void fill() {
    const std::string block(4096, 'f');
    while (::send(fd[0], block.data(), block.size(), MSG_NOSIGNAL) > 0) {}
  }
  std::array<int, 2> fd{-1, -1};
};

using pairs = std::vector<std::unique_ptr<pair>>;

pairs make_pairs(std::size_t count) {
  pairs result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(std::make_unique<pair>());
  }
  return result;
}

/// Everything holds with a ring, where there is one, and without.
struct either {
  explicit either(bool with_ring) {
    if (!with_ring) {
      ring.disable();
    }
  }
  send_ring ring;
};

} // namespace

CAF_TEST(everyone gets its own bytes) {
  for (bool with_ring : {true, false}) {
    either one(with_ring);
    for (std::size_t count : {std::size_t{1}, std::size_t{5}, send_ring::capacity}) {
      auto sockets = make_pairs(count);
      for (int round = 0; round < 3; ++round) {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < count; ++i) {
          texts.push_back(std::to_string(round) + " for " + std::to_string(i));
        }
        std::vector<send_ring::request> requests;
        for (std::size_t i = 0; i < count; ++i) {
          requests.push_back({sockets[i]->fd[0], texts[i], 0});
        }
        const bool together = one.ring.send(requests);
        CAF_CHECK(!together || (with_ring && count > 1));
        for (std::size_t i = 0; i < count; ++i) {
          CAF_CHECK_EQUAL(requests[i].result, static_cast<int>(texts[i].size()));
          CAF_CHECK_EQUAL(sockets[i]->received(), texts[i]);
        }
      }
    }
  }
}

CAF_TEST(a socket that is full or gone does not stop the others) {
  for (bool with_ring : {true, false}) {
    either one(with_ring);
    auto sockets = make_pairs(8);
    sockets[2]->fill();
    sockets[5]->leave();
    std::vector<send_ring::request> requests;
    for (auto& each : sockets) {
      requests.push_back({each->fd[0], "hello", 0});
    }
    requests[6].fd = -1;
    one.ring.send(requests);
    CAF_CHECK_EQUAL(requests[2].result, -EAGAIN);
    CAF_CHECK_EQUAL(requests[5].result, -EPIPE);
    CAF_CHECK_EQUAL(requests[6].result, -EBADF);
    for (std::size_t i : {0u, 1u, 3u, 4u, 7u}) {
      CAF_CHECK_EQUAL(requests[i].result, 5);
      CAF_CHECK_EQUAL(sockets[i]->received(), "hello");
    }
  }
}

CAF_TEST(what a socket takes of a long text is told) {
  for (bool with_ring : {true, false}) {
    either one(with_ring);
    const std::string text(4u << 20, 't');
    auto sockets = make_pairs(4);
    std::vector<send_ring::request> requests;
    for (auto& each : sockets) {
      requests.push_back({each->fd[0], text, 0});
    }
    one.ring.send(requests);
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      CAF_CHECK_GREATER(requests[i].result, 0);
      CAF_CHECK_LESS(requests[i].result, static_cast<int>(text.size()));
      CAF_CHECK_EQUAL(sockets[i]->received().size(), static_cast<std::size_t>(requests[i].result));
    }
  }
}
