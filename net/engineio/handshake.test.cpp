#define CAF_SUITE net.engineio.handshake
#include "net/engineio/handshake.hpp"

#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using engineio::error_code;
using engineio::read_handshake;
using kind = engineio::handshake::kind;

namespace {

const std::string sid = "AgECAwQFBgcICQoLDA0O"; // of worker 2

http::request polling(std::string method, std::string query) {
  http::request req;
  req.method = std::move(method);
  req.target = "/engine.io/?" + std::move(query);
  return req;
}

http::request websocket(std::string query) {
  auto req = polling("GET", std::move(query));
  req.headers = {{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "websocket"}};
  return req;
}

void check_error(const http::request& req, error_code code) {
  const auto result = read_handshake(req);
  if (result.what != kind::error || result.error != code)
    CAF_ERROR(req.method << " " << req.target << ": kind " << static_cast<int>(result.what)
                         << " code " << static_cast<unsigned>(result.error));
  else
    CAF_CHECK(!result.detail.empty());
}

} // namespace

CAF_TEST(a new session opens by either transport) {
  const auto open = read_handshake(polling("GET", "EIO=4&transport=polling&t=abc&b64=1&token=x"));
  CAF_CHECK(open.what == kind::open);
  CAF_CHECK_EQUAL(http::get(open.query, "token"), "x");
  CAF_CHECK(read_handshake(websocket("EIO=4&transport=websocket")).what == kind::websocket_open);
  CAF_CHECK(read_handshake(websocket("EIO=4&transport=websocket&sid=")).what
            == kind::websocket_open);
}

CAF_TEST(a known session is polled and posted to and upgraded) {
  const auto query = "EIO=4&transport=polling&sid=" + sid;
  const auto poll = read_handshake(polling("GET", query));
  CAF_CHECK(poll.what == kind::poll);
  CAF_CHECK_EQUAL(poll.sid, sid);
  CAF_CHECK_EQUAL(poll.home, 2u);
  CAF_CHECK(read_handshake(polling("POST", query)).what == kind::post);
  const auto upgrade = read_handshake(websocket("EIO=4&transport=websocket&sid=" + sid));
  CAF_CHECK(upgrade.what == kind::websocket_upgrade);
  CAF_CHECK_EQUAL(upgrade.home, 2u);
}

CAF_TEST(the transport is the first thing looked at) {
  for (auto query :
       {"", "EIO=4", "EIO=4&transport=", "EIO=4&transport=tobi", "EIO=4&transport=webtransport",
        "EIO=4&transport=constructor", "EIO=4&transport=Polling",
        "transport=polling&EIO=4&transport=polling", "EIO=3&transport=x&sid=nope"}) {
    check_error(polling("GET", query), error_code::unknown_transport);
    check_error(polling("PUT", query), error_code::unknown_transport);
  }
}

CAF_TEST(transports can be switched off) {
  const auto result = read_handshake(polling("GET", "EIO=4&transport=polling"), {false, true});
  CAF_CHECK(result.what == kind::error);
  CAF_CHECK(result.error == error_code::unknown_transport);
  CAF_CHECK(read_handshake(websocket("EIO=4&transport=websocket"), {true, false}).what
            == kind::error);
}

CAF_TEST(a handshake is a GET) {
  for (auto method : {"POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"})
    check_error(polling(method, "EIO=4&transport=polling"), error_code::bad_handshake_method);
  // before the version is looked at
  check_error(polling("POST", "EIO=3&transport=polling"), error_code::bad_handshake_method);
}

CAF_TEST(the version is 4) {
  for (auto query : {"transport=polling", "EIO=3&transport=polling", "EIO=abc&transport=polling",
                     "EIO=&transport=polling", "EIO=04&transport=polling",
                     "EIO=4&EIO=4&transport=polling", "eio=4&transport=polling"})
    check_error(polling("GET", query), error_code::unsupported_protocol);
  check_error(websocket("EIO=abc&transport=websocket"), error_code::unsupported_protocol);
  CAF_CHECK(read_handshake(polling("GET", "transport=polling&sid=" + sid)).what == kind::poll);
}

CAF_TEST(a sid has the form of one) {
  for (auto bad : {"x", "AgECAwQFBgcICQoLDA0", "AgECAwQFBgcICQoLDA0OO", "AgECAwQFBgcICQoLDA0%3D",
                   "__proto__"}) {
    check_error(polling("GET", "EIO=4&transport=polling&sid=" + std::string{bad}),
                error_code::unknown_sid);
    check_error(polling("POST", "EIO=4&transport=polling&sid=" + std::string{bad}),
                error_code::unknown_sid);
    check_error(websocket("EIO=4&transport=websocket&sid=" + std::string{bad}),
                error_code::unknown_sid);
  }
  check_error(polling("GET", "EIO=4&transport=polling&sid=" + sid + "&sid=" + sid),
              error_code::unknown_sid);
}

CAF_TEST(websocket comes with the headers of an upgrade and polling without) {
  check_error(polling("GET", "EIO=4&transport=websocket"), error_code::bad_request);
  check_error(polling("GET", "EIO=4&transport=websocket&sid=" + sid), error_code::bad_request);
  check_error(websocket("EIO=4&transport=polling"), error_code::bad_request);
  check_error(websocket("EIO=4&transport=polling&sid=" + sid), error_code::bad_request);
  auto half = websocket("EIO=4&transport=websocket");
  half.headers.pop_back();
  check_error(half, error_code::bad_request);
  auto post = websocket("EIO=4&transport=websocket&sid=" + sid);
  post.method = "POST";
  check_error(post, error_code::bad_request);
}

CAF_TEST(a session takes GET and POST only) {
  for (auto method : {"PUT", "DELETE", "HEAD", "PATCH"})
    check_error(polling(method, "EIO=4&transport=polling&sid=" + sid), error_code::bad_request);
}
