#define CAF_SUITE net.http.message
#include "net/http/message.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

CAF_TEST(a target splits at the first question mark) {
  request req;
  req.target = "/socket.io/?EIO=4&x=a?b";
  CAF_CHECK_EQUAL(req.path(), "/socket.io/");
  CAF_CHECK_EQUAL(req.query(), "EIO=4&x=a?b");
  req.target = "/plain";
  CAF_CHECK_EQUAL(req.path(), "/plain");
  CAF_CHECK_EQUAL(req.query(), "");
  req.target = "/x?";
  CAF_CHECK_EQUAL(req.path(), "/x");
  CAF_CHECK_EQUAL(req.query(), "");
}

CAF_TEST(header names are found in any case and the first wins) {
  request req;
  req.headers = {{"X-Token", "one"}, {"Host", "a"}, {"x-token", "two"}};
  CAF_CHECK_EQUAL(req.get("x-TOKEN"), "one");
  CAF_CHECK_EQUAL(req.count("X-Token"), 2u);
  CAF_CHECK_EQUAL(req.get("X-Toke"), "");
  CAF_CHECK_EQUAL(req.count("missing"), 0u);
}

CAF_TEST(tokens are found in any line of a list) {
  request req;
  req.headers = {{"Connection", "keep-alive , UPGRADE"}, {"Connection", "x"}};
  CAF_CHECK(req.has_token("connection", "Upgrade"));
  CAF_CHECK(req.has_token("connection", "x"));
  CAF_CHECK(!req.has_token("connection", "keep"));
  CAF_CHECK(!req.has_token("upgrade", "websocket"));
}

CAF_TEST(keep alive follows version and header) {
  request req;
  CAF_CHECK(req.keep_alive());
  req.version = 10;
  CAF_CHECK(!req.keep_alive());
  req.headers = {{"Connection", "Keep-Alive"}};
  CAF_CHECK(req.keep_alive());
  req.version = 11;
  req.headers = {{"Connection", "close"}};
  CAF_CHECK(!req.keep_alive());
}

CAF_TEST(setting a response header replaces all of its name) {
  response res;
  res.headers = {{"A", "1"}, {"B", "2"}, {"a", "3"}};
  res.set("a", "9");
  CAF_REQUIRE_EQUAL(res.headers.size(), 2u);
  CAF_CHECK_EQUAL(res.get("A"), "9");
  CAF_CHECK_EQUAL(res.get("b"), "2");
}

CAF_TEST(vary collects its fields once) {
  response res;
  res.vary("Origin");
  res.vary("origin");
  CAF_CHECK_EQUAL(res.get("Vary"), "Origin");
  res.vary("Access-Control-Request-Headers");
  CAF_CHECK_EQUAL(res.get("Vary"), "Origin, Access-Control-Request-Headers");
}

CAF_TEST(a response is written with its length) {
  response res;
  res.set("Content-Type", "text/plain");
  res.body = "hello";
  CAF_CHECK_EQUAL(serialise(res, 11, false),
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
  CAF_CHECK_EQUAL(serialise(res, 11, true),
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
}

CAF_TEST(connection is written where the default of the version differs) {
  response res;
  CAF_CHECK_EQUAL(serialise(res, 10, false),
                  "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
  res.close = true;
  CAF_CHECK_EQUAL(serialise(res, 11, false),
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

CAF_TEST(responses without a body have no length unless it was set) {
  response res;
  res.status = 204;
  res.body = "never sent";
  CAF_CHECK_EQUAL(serialise(res, 11, false), "HTTP/1.1 204 No Content\r\n\r\n");
  res.set("Content-Length", "0");
  CAF_CHECK_EQUAL(serialise(res, 11, false),
                  "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
  response upgrade;
  upgrade.status = 101;
  upgrade.set("Connection", "Upgrade");
  CAF_CHECK_EQUAL(serialise(upgrade, 11, false),
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
}

CAF_TEST(control characters cannot split a response) {
  response res;
  res.set("X", "a\r\nSet-Cookie: b");
  CAF_CHECK_EQUAL(serialise(res, 11, false),
                  "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b\r\nContent-Length: 0\r\n\r\n");
}
