#define CAF_SUITE net.transport.http_client

#include "net/transport/http_client.hpp"

#include "net/transport/detail/test_world.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::transport;
using namespace fleetwire::transport::test;
using namespace std::chrono_literals;

namespace {

/// A server of the test's, which never waits: it says what it is told to say.
class other_side {
public:
  other_side() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(at);
    ::bind(fd_, reinterpret_cast<sockaddr*>(&at), size);
    ::listen(fd_, 16);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
  }
  ~other_side() {
    stop();
    hang_up();
  }
  void stop() {
    if (fd_ >= 0)
      ::close(std::exchange(fd_, -1));
  }
  /// Takes who has come and what was said.
  void look() {
    for (int fd; (fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
      links.push_back({fd, {}, false});
    char buffer[4096];
    for (auto& each : links)
      for (ssize_t count; (count = ::recv(each.fd, buffer, sizeof(buffer), 0)) >= 0;) {
        each.heard.append(buffer, static_cast<std::size_t>(count));
        if (count == 0) {
          each.has_ended = true;
          break;
        }
      }
  }
  std::size_t requests() {
    look();
    std::size_t found = 0;
    for (const auto& each : links)
      for (auto at = each.heard.find("\r\n\r\n"); at != std::string::npos;
           at = each.heard.find("\r\n\r\n", at + 1))
        ++found;
    return found;
  }
  std::size_t ended() {
    look();
    return static_cast<std::size_t>(
      std::ranges::count_if(links, [](const auto& each) { return each.has_ended; }));
  }
  void say(std::size_t link, std::string_view bytes) {
    CAF_CHECK_EQUAL(::send(links.at(link).fd, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                    static_cast<ssize_t>(bytes.size()));
  }
  void finish(std::size_t link) { ::shutdown(links.at(link).fd, SHUT_WR); }
  void hang_up() {
    for (auto& each : links)
      ::close(each.fd);
    links.clear();
  }

  struct link {
    int fd;
    std::string heard;
    bool has_ended;
  };
  std::uint16_t port = 0;
  std::vector<link> links;

private:
  int fd_;
};

std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n"
         + std::string{body};
}

constexpr auto patience = 700ms;

struct fixture : world {
  using got = std::shared_ptr<std::optional<std::pair<client_fault, http::response>>>;

  http_client& open(client_config how = {}) {
    how.host = how.host.empty() ? "127.0.0.1" : how.host;
    how.port = how.port == 80 ? far.port : how.port;
    how.timeout = patience;
    client.emplace(how, *loops[0], *hosts[0]);
    return *client;
  }
  got ask(std::string_view target = "/a") {
    auto result = std::make_shared<std::optional<std::pair<client_fault, http::response>>>();
    client->get(target, [result](client_fault why, http::response what) {
      CAF_CHECK(!*result); // once
      result->emplace(why, std::move(what));
    });
    return result;
  }
  bool until_asked(std::size_t count) {
    return until([&] { return far.requests() >= count; });
  }
  client_fault fault_of(const got& what) {
    CAF_REQUIRE(until([&] { return what->has_value(); }));
    return (*what)->first;
  }
  std::string body_of(const got& what) {
    CAF_CHECK(fault_of(what) == client_fault::none);
    return (*what)->second.body;
  }

  other_side far;
  std::optional<http_client> client;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_tests, fixture)

CAF_TEST(a request is asked as it should be and its answer comes with its status) {
  open();
  const auto first = ask("/table?sources=0");
  CAF_REQUIRE(until_asked(1));
  const auto said = far.links[0].heard;
  CAF_CHECK_EQUAL(said, "GET /table?sources=0 HTTP/1.1\r\nHost: 127.0.0.1:"
                          + std::to_string(far.port) + "\r\nUser-Agent: fleetwire\r\n\r\n");
  far.say(0, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
  CAF_CHECK_EQUAL(body_of(first), "{}");
  const auto status = (*first)->second.status;
  CAF_CHECK_EQUAL(status, 404u);
}

CAF_TEST(a connection is used again) {
  open();
  for (std::size_t i = 1; i <= 3; ++i) {
    const auto each = ask();
    CAF_REQUIRE(until_asked(i));
    far.say(0, ok("answer " + std::to_string(i)));
    CAF_CHECK_EQUAL(body_of(each), "answer " + std::to_string(i));
  }
  CAF_CHECK_EQUAL(far.links.size(), 1u);
}

CAF_TEST(names are looked up) {
  open({.host = "localhost"});
  const auto asked = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("here"));
  CAF_CHECK_EQUAL(body_of(asked), "here");
  open({.host = "no such host"});
  CAF_CHECK(fault_of(ask()) == client_fault::unreachable);
}

CAF_TEST(nobody there is told at once) {
  far.stop();
  open();
  CAF_CHECK(fault_of(ask()) == client_fault::unreachable);
}

CAF_TEST(who does not answer in time is given up and his late answer is not taken for another) {
  open({.max_connections = 1});
  const auto slow = ask("/slow");
  CAF_REQUIRE(until_asked(1));
  const auto next = ask("/next");
  CAF_CHECK(fire(patience));
  CAF_CHECK(fault_of(slow) == client_fault::timed_out);
  far.say(0, ok("late"));
  CAF_REQUIRE(until([&] { return far.requests() >= 2 && far.links.size() == 2; }));
  far.say(1, ok("for the next"));
  CAF_CHECK_EQUAL(body_of(next), "for the next");
  CAF_CHECK(until([&] { return far.ended() == 1; }));
}

CAF_TEST(a question that waits has its time as well) {
  open({.max_connections = 1});
  const auto first = ask("/first");
  const auto second = ask("/second");
  CAF_REQUIRE(until_asked(1));
  hosts[0]->timers.rbegin()->second.second(); // of the second
  CAF_CHECK(fault_of(second) == client_fault::timed_out);
  far.say(0, ok("done"));
  CAF_CHECK_EQUAL(body_of(first), "done");
  settle();
  CAF_CHECK_EQUAL(far.requests(), 1u);
}

CAF_TEST(so many connections and so many who wait and not one more) {
  open({.max_connections = 2, .max_waiting = 3});
  std::vector<got> all;
  for (int i = 0; i < 5; ++i)
    all.push_back(ask());
  CAF_CHECK(fault_of(ask()) == client_fault::overloaded);
  CAF_REQUIRE(until_asked(2));
  CAF_CHECK_EQUAL(far.links.size(), 2u);
  far.say(1, ok("b"));
  CAF_CHECK_EQUAL(body_of(all[1]), "b");
  all.push_back(ask()); // there is room again
  CAF_REQUIRE(until_asked(3));
  CAF_CHECK_EQUAL(far.links.size(), 2u);
  const auto left = ask();
  CAF_CHECK(fault_of(left) == client_fault::overloaded);
}

CAF_TEST(a body may have so many bytes and not one more) {
  open({.max_body = 5});
  auto asked = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("hello"));
  CAF_CHECK_EQUAL(body_of(asked), "hello");
  asked = ask();
  CAF_REQUIRE(until_asked(2));
  far.say(0, ok("hello!"));
  CAF_CHECK(fault_of(asked) == client_fault::too_large);
  CAF_CHECK(until([&] { return far.ended() == 1; }));
}

CAF_TEST(garbage and answers cut short are faults) {
  open();
  for (const auto* text :
       {"SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"}) {
    const auto asked = ask();
    CAF_REQUIRE(until_asked(1));
    far.say(0, text);
    far.finish(0);
    CAF_CHECK(fault_of(asked) == client_fault::broken);
    far.hang_up();
  }
}

CAF_TEST(an answer without a length ends with its connection) {
  open();
  const auto asked = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, "HTTP/1.1 200 OK\r\n\r\nall of it");
  far.finish(0);
  CAF_CHECK_EQUAL(body_of(asked), "all of it");
  CAF_CHECK(until([&] { return far.ended() == 1; }));
}

CAF_TEST(a kept connection that ends is let go and the next question opens another) {
  open();
  const auto first = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("one"));
  CAF_CHECK_EQUAL(body_of(first), "one");
  far.hang_up();
  settle();
  const auto second = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("two"));
  CAF_CHECK_EQUAL(body_of(second), "two");
}

CAF_TEST(a kept connection that ends while it is asked costs nothing but another) {
  open();
  const auto first = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("one"));
  CAF_CHECK_EQUAL(body_of(first), "one");
  far.hang_up(); // nobody has looked at it yet
  const auto second = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("two"));
  CAF_CHECK_EQUAL(body_of(second), "two");
  far.hang_up();
  const auto third = ask();
  CAF_REQUIRE(until_asked(1));
  far.hang_up(); // a new one: this is a fault
  CAF_CHECK(fault_of(third) == client_fault::broken);
}

CAF_TEST(what nobody asked for ends the connection) {
  open();
  const auto first = ask();
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("one") + ok("two"));
  CAF_CHECK_EQUAL(body_of(first), "one");
  CAF_CHECK(until([&] { return far.ended() == 1; }));
}

CAF_TEST(a target that would split the request is refused) {
  open();
  for (const auto* target : {"", "a", "/a b", "/a\r\nX: y", "/\x7f"})
    CAF_CHECK(fault_of(ask(target)) == client_fault::broken);
  settle();
  CAF_CHECK_EQUAL(far.requests(), 0u);
}

CAF_TEST(who waits when it is closed hears of it and nothing stays) {
  open({.max_connections = 1});
  const auto first = ask();
  const auto second = ask();
  CAF_REQUIRE(until_asked(1));
  client->close();
  CAF_CHECK(fault_of(first) == client_fault::closed);
  CAF_CHECK(fault_of(second) == client_fault::closed);
  CAF_CHECK(fault_of(ask()) == client_fault::closed);
  CAF_CHECK(until([&] { return far.ended() == 1; }));
  CAF_CHECK_EQUAL(timers(patience), 0u);
}

CAF_TEST(an answer may ask again and may end the client) {
  open({.max_connections = 1});
  int answered = 0;
  client->get("/a", [&](client_fault, const http::response&) {
    ++answered;
    client->get("/b", [&](client_fault, const http::response&) {
      ++answered;
      client.reset();
    });
  });
  CAF_REQUIRE(until_asked(1));
  far.say(0, ok("a"));
  CAF_REQUIRE(until_asked(2));
  far.say(0, ok("b"));
  CAF_CHECK(until([&] { return answered == 2; }));
  CAF_CHECK(until([&] { return far.ended() == 1; }));
}

CAF_TEST_FIXTURE_SCOPE_END()
