#define CAF_SUITE net.http.response_parser

#include "net/http/response_parser.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;
using status = response_parser::status;

namespace {

struct reading {
  status state = status::reading;
  response value;
  bool keep_alive = false;
};

/// Fed `step` bytes at a time; with an end if it is `cut`.
reading read(std::string_view text, std::size_t step = 4096, bool is_cut = false,
             const response_limits& limits = {}) {
  response_parser parser{limits};
  reading result;
  while (!text.empty() && result.state == status::reading) {
    result.state = parser.put(text.substr(0, step));
    text.remove_prefix(std::min(step, text.size()));
  }
  if (is_cut)
    result.state = parser.end();
  result.keep_alive = parser.keep_alive();
  if (result.state == status::done)
    result.value = parser.take();
  return result;
}

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n";

} // namespace

CAF_TEST(a response is read in whatever pieces it comes) {
  for (const auto& text : {hello, chunked})
    for (std::size_t step = 1; step <= text.size(); ++step) {
      const auto got = read(text, step);
      CAF_CHECK(got.state == status::done);
      CAF_CHECK_EQUAL(got.value.status, 200u);
      CAF_CHECK_EQUAL(got.value.body, "hello");
      CAF_CHECK(got.keep_alive);
    }
}

CAF_TEST(other answers than success are answers) {
  const auto got = read("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}");
  CAF_CHECK(got.state == status::done);
  CAF_CHECK_EQUAL(got.value.status, 400u);
  CAF_CHECK_EQUAL(got.value.body, "{}");
  CAF_CHECK(read("HTTP/1.1 204 No Content\r\n\r\n").state == status::done);
}

CAF_TEST(a connection is kept only when nothing speaks against it) {
  CAF_CHECK(!read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").keep_alive);
  CAF_CHECK(!read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keep_alive);
  CAF_CHECK(!read(hello + "HTTP/1.1 200 OK\r\n").keep_alive);
}

CAF_TEST(without a length the end of the connection is the end) {
  const std::string open = "HTTP/1.1 200 OK\r\n\r\nhel";
  CAF_CHECK(read(open).state == status::reading);
  const auto got = read(open, 4096, true);
  CAF_CHECK(got.state == status::done);
  CAF_CHECK_EQUAL(got.value.body, "hel");
  CAF_CHECK(!got.keep_alive);
}

CAF_TEST(what ends too early is no answer) {
  for (const auto& text : {hello, chunked})
    for (std::size_t length = 0; length < text.size(); ++length)
      CAF_CHECK(read(text.substr(0, length), 4096, true).state == status::malformed);
}

CAF_TEST(a body may have so many bytes and not one more) {
  const response_limits limits{.max_head = 200, .max_body = 5};
  CAF_CHECK(read(hello, 4096, false, limits).state == status::done);
  CAF_CHECK(read(chunked, 4096, false, limits).state == status::done);
  CAF_CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!", 4096, false, limits).state
            == status::too_large);
  CAF_CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n", 7,
                 false, limits)
              .state
            == status::too_large);
  CAF_CHECK(read("HTTP/1.1 200 OK\r\n\r\nhello!", 4096, false, limits).state == status::too_large);
}

CAF_TEST(a head may have so many bytes and not one more) {
  const auto head =
    "HTTP/1.1 200 OK\r\nA: " + std::string(64, 'a') + "\r\nContent-Length: 0\r\n\r\n";
  CAF_CHECK(read(head, 1, false, {head.size(), 5}).state == status::done);
  CAF_CHECK(read(head, 1, false, {head.size() - 1, 5}).state == status::too_large);
}

CAF_TEST(what lies between chunks is bounded as well) {
  std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 1000; ++i)
    text += "1;" + std::string(50, 'x') + "\r\na\r\n";
  CAF_CHECK(read(text, 512, false, {.max_head = 1000, .max_body = 1000}).state
            == status::too_large);
}

CAF_TEST(garbage is refused) {
  for (const auto* text :
       {"garbage\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
    CAF_CHECK(read(text, 4096, true).state == status::malformed);
}
