#define CAF_SUITE tools.common.http_client

#include "tools/common/http_client.hpp"

#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::tools;

namespace {

/// Answers one connection with fixed bytes and keeps what was asked.
class one_answer {
public:
  explicit one_answer(std::string answer) : answer_(std::move(answer)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CAF_REQUIRE_EQUAL(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    CAF_REQUIRE_EQUAL(::listen(fd_, 1), 0);
    socklen_t size = sizeof(address);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }

  ~one_answer() {
    if (thread_.joinable())
      thread_.join();
    ::close(fd_);
  }

  endpoint where() const { return {"127.0.0.1", port_, "/x"}; }

  std::string asked() {
    thread_.join();
    return asked_;
  }

private:
  void serve() {
    const int peer = ::accept(fd_, nullptr, nullptr);
    char chunk[4'096];
    while (asked_.find("\r\n\r\n") == std::string::npos) {
      const auto n = ::recv(peer, chunk, sizeof(chunk), 0);
      if (n <= 0)
        break;
      asked_.append(chunk, static_cast<std::size_t>(n));
    }
    if (!answer_.empty())
      ::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(peer);
  }

  std::string answer_;
  std::string asked_;
  int fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string where(std::string_view url) {
  const auto e = parse_url(url);
  return e ? e->host + "|" + std::to_string(e->port) + "|" + e->prefix : "refused";
}

} // namespace

CAF_TEST(addresses have several forms) {
  CAF_CHECK_EQUAL(where("http://127.0.0.1:9100"), "127.0.0.1|9100|");
  CAF_CHECK_EQUAL(where("localhost:9100/"), "localhost|9100|");
  CAF_CHECK_EQUAL(where("http://[::1]:9100/a/b/"), "::1|9100|/a/b");
  CAF_CHECK_EQUAL(where("host"), "host|80|");
  for (const auto* bad :
       {"", "https://x", "http://", "x:0", "x:65536", "x:y", "a b:1", "u@h:1", "x:1/a b", "x:1/?q"})
    CAF_CHECK_EQUAL(where(bad), "refused");
}

CAF_TEST(an answer is read by its length or to its end) {
  auto r =
    parse_reply("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-LENGTH: 3\r\n\r\nabcd");
  CAF_CHECK(r.ok());
  CAF_CHECK_EQUAL(r.body, "abc");
  CAF_CHECK_EQUAL(r.content_type, "text/plain");
  r = parse_reply("HTTP/1.0 503 No\r\n\r\nall of it");
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK(!r.ok());
  CAF_CHECK_EQUAL(r.body, "all of it");
}

CAF_TEST(chunks are joined) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  CAF_CHECK_EQUAL(parse_reply(head + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n").body,
                  "abc0123456789");
  for (const auto* bad : {"", "3\r\nab", "3\r\nabcd\r\n0\r\n\r\n", "x\r\n", "3\r\nabc\r\n",
                          "ffffffffffffffff\r\nabc\r\n0\r\n\r\n"})
    CAF_CHECK_EQUAL(parse_reply(head + bad).fault, "the answer is cut off");
}

CAF_TEST(broken answers are faults) {
  for (const auto* bad :
       {"", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.\r\n\r\n"})
    CAF_CHECK_EQUAL(parse_reply(bad).fault, "the answer is no HTTP");
  CAF_CHECK_EQUAL(parse_reply("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").fault,
                  "the answer is cut off");
  CAF_CHECK_EQUAL(parse_reply("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nab").fault,
                  "the answer is cut off");
}

CAF_TEST(a server is asked and answers) {
  one_answer server{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"};
  const auto r = get(server.where(), "/health/live");
  CAF_CHECK_EQUAL(r.fault, "");
  CAF_CHECK_EQUAL(r.body, "hi");
  CAF_CHECK(server.asked().starts_with("GET /x/health/live HTTP/1.1\r\nHost: 127.0.0.1:"));
}

CAF_TEST(a server that is silent or absent is a fault) {
  std::uint16_t free_port = 0;
  {
    one_answer server{""};
    free_port = server.where().port;
    CAF_CHECK(!get(server.where(), "/").fault.empty());
  }
  const auto r = get({"127.0.0.1", free_port, ""}, "/");
  CAF_CHECK_EQUAL(r.fault, "cannot connect to 127.0.0.1:" + std::to_string(free_port)
                             + ": Connection refused");
}

CAF_TEST(a server that never answers is given up) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CAF_REQUIRE_EQUAL(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  CAF_REQUIRE_EQUAL(::listen(fd, 1), 0);
  socklen_t size = sizeof(address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const auto r =
    get({"127.0.0.1", ntohs(address.sin_port), ""}, "/", std::chrono::milliseconds{50});
  CAF_CHECK_EQUAL(r.fault, "no answer in time");
  ::close(fd);
}
