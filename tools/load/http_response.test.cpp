#define CAF_SUITE tools.load.http_response
#include "tools/load/http_response.hpp"

#include "caf/test/dsl.hpp"

#include <string>

using namespace fleetwire::load;

CAF_TEST(a response is read with its body and no more) {
  std::string bytes = "HTTP/1.1 200 OK\r\ncontent-LENGTH:  2 \r\nX: y\r\n\r\nokHTTP";
  http_response r;
  CAF_CHECK(parse_response(bytes, r) == http_result::ok);
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK_EQUAL(r.body, "ok");
  CAF_CHECK_EQUAL(r.size, bytes.size() - 4);
  CAF_CHECK_EQUAL(header_value(r.head, "x"), "y");
  CAF_CHECK_EQUAL(header_value(r.head, "z"), "");
}

CAF_TEST(every prefix of a response needs more) {
  std::string bytes = "HTTP/1.1 101 Switching Protocols\r\nContent-Length: 3\r\n\r\nabc";
  http_response r;
  for (std::size_t n = 0; n < bytes.size(); ++n)
    CAF_CHECK(parse_response(std::string_view{bytes}.substr(0, n), r) == http_result::need_more);
  CAF_CHECK(parse_response(bytes, r) == http_result::ok);
}

CAF_TEST(what a handshake cannot use is invalid) {
  http_response r;
  CAF_CHECK(parse_response("HTTP/1.0 200 OK\r\n\r\n", r) == http_result::invalid);
  CAF_CHECK(parse_response("HTTP/1.1 2x0 OK\r\n\r\n", r) == http_result::invalid);
  CAF_CHECK(parse_response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", r)
            == http_result::invalid);
  CAF_CHECK(parse_response("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", r)
            == http_result::invalid);
  CAF_CHECK(parse_response(std::string(16385, 'a'), r) == http_result::invalid);
  CAF_CHECK(parse_response(std::string(16384, 'a'), r) == http_result::need_more);
}
