#define CAF_SUITE tools.server.notify

#include "tools/server/notify.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::server;

namespace {

/// A service manager: a datagram socket with a name.
struct manager {
  int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

  explicit manager(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@')
      address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    CAF_REQUIRE_EQUAL(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }

  ~manager() {
    ::close(fd);
    ::unsetenv("NOTIFY_SOCKET");
  }

  std::string received() const {
    std::string text(256, '\0');
    const auto n = ::recv(fd, text.data(), text.size(), 0);
    text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return text;
  }
};

const std::string unique = "fleetwire-notify-" + std::to_string(std::random_device{}());

} // namespace

CAF_TEST(nobody listening is no failure) {
  ::unsetenv("NOTIFY_SOCKET");
  CAF_CHECK(notify("READY=1"));
}

CAF_TEST(a manager in the abstract space is told) {
  const manager m{"@" + unique};
  CAF_CHECK(notify("READY=1"));
  CAF_CHECK_EQUAL(m.received(), "READY=1");
  CAF_CHECK(notify_reloading());
  CAF_CHECK(m.received().starts_with("RELOADING=1\nMONOTONIC_USEC="));
}

CAF_TEST(a manager in the file system is told) {
  const auto path = std::filesystem::temp_directory_path() / unique;
  {
    const manager m{path.string()};
    CAF_CHECK(notify("STOPPING=1"));
    CAF_CHECK_EQUAL(m.received(), "STOPPING=1");
  }
  std::filesystem::remove(path);
}

CAF_TEST(a manager that cannot be reached is a failure) {
  for (const std::string& name : {std::string{"/nowhere/at/all"}, std::string{"relative"},
                                  std::string{"@"}, "/" + std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    CAF_CHECK(!notify("READY=1"));
  }
  ::unsetenv("NOTIFY_SOCKET");
}
