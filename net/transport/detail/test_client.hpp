#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace fleetwire::transport::test {

/// A plain TCP client that never waits.
class client {
public:
  explicit client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) == 0;
  }
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  ~client() { close(); }
  bool connected() const { return connected_; }
  int fd() const { return fd_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// Everything that came so far.
  const std::string& received() {
    char buffer[65536];
    for (;;) {
      const auto count = ::recv(fd_, buffer, sizeof(buffer), MSG_DONTWAIT);
      if (count > 0) {
        received_.append(buffer, static_cast<std::size_t>(count));
        continue;
      }
      if (count == 0) {
        ended_ = true;
      } else if (errno == ECONNRESET) {
        reset_ = true;
      }
      return received_;
    }
  }
  bool has(std::string_view text) { return received().find(text) != std::string::npos; }
  std::size_t count(std::string_view text) {
    std::size_t found = 0;
    const auto& all = received();
    for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) {
      ++found;
    }
    return found;
  }
  bool ended() {
    received();
    return ended_ || reset_;
  }
  bool was_reset() {
    received();
    return reset_;
  }
  void finish() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) {
      ::close(std::exchange(fd_, -1));
    }
  }
  /// Makes close() break the connection.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close();
  }

private:
  int fd_;
  bool connected_ = false;
  bool ended_ = false;
  bool reset_ = false;
  std::string received_;
};

} // namespace fleetwire::transport::test
