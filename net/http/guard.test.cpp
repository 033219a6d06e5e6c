#define CAF_SUITE net.http.guard
#include "net/http/guard.hpp"

#include <functional>
#include <string>

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

request good() {
  request req;
  req.method = "GET";
  req.target = "/socket.io/?EIO=4&transport=polling";
  req.headers = {{"Host", "example.org:3000"}, {"Accept", "*/*"}};
  return req;
}

violation with(const std::function<void(request&)>& change, const guard_limits& limits = {}) {
  auto req = good();
  change(req);
  return check(req, limits);
}

violation with_header(std::string name, std::string value, unsigned version = 11) {
  return with([&](request& req) {
    req.version = version;
    req.headers.push_back({std::move(name), std::move(value)});
  });
}

violation with_target(std::string target, std::string method = "GET") {
  return with([&](request& req) {
    req.target = std::move(target);
    req.method = std::move(method);
  });
}

violation with_host(std::string host) {
  return with([&](request& req) { req.headers[0].value = std::move(host); });
}

} // namespace

CAF_TEST(an ordinary request passes) {
  CAF_CHECK_EQUAL(check(good(), {}), violation::none);
  CAF_CHECK_EQUAL(with_header("Content-Length", "12"), violation::none);
  CAF_CHECK_EQUAL(with_header("Transfer-Encoding", "Chunked"), violation::none);
  CAF_CHECK_EQUAL(with_header("Expect", "100-Continue"), violation::none);
  CAF_CHECK_EQUAL(with_header("X-Text", "caf\xc3\xa9\tok"), violation::none);
  CAF_CHECK_EQUAL(with_target("*", "OPTIONS"), violation::none);
  CAF_CHECK_EQUAL(with_target("/a?b={\"c\":[1|2]}&d=%00"), violation::none);
  CAF_CHECK_EQUAL(with_host("[::1]:3000"), violation::none);
  CAF_CHECK_EQUAL(with([](request& req) {
                    req.version = 10;
                    req.headers.clear();
                  }),
                  violation::none);
}

CAF_TEST(only versions 1 0 and 1 1 pass) {
  for (auto version : {0u, 9u, 12u, 20u})
    CAF_CHECK_EQUAL(with([=](request& req) { req.version = version; }), violation::bad_version);
}

CAF_TEST(methods are known tokens) {
  for (auto name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    CAF_CHECK_EQUAL(with_target("/", name), violation::none);
  for (auto name : {"get", "TRACE", "CONNECT", "PROPFIND", "GETS", "GE"})
    CAF_CHECK_EQUAL(with_target("/", name), violation::unknown_method);
  for (auto name : {"", "GE T", "G\xc3", "G(T"})
    CAF_CHECK_EQUAL(with_target("/", name), violation::bad_method);
}

CAF_TEST(targets are in origin form) {
  for (auto target : {"", "a", "http://example.org/", "*", "?a", "/a b", "/a#b", "/\x7f",
                      "/\xc3\xa9", "/a\tb", "example.org:80"})
    CAF_CHECK_EQUAL(with_target(target), violation::bad_target);
  CAF_CHECK_EQUAL(with_target("*", "POST"), violation::bad_target);
}

CAF_TEST(the target is bounded) {
  guard_limits limits;
  limits.max_target = 10;
  CAF_CHECK_EQUAL(with([](request& req) { req.target = "/123456789"; }, limits), violation::none);
  CAF_CHECK_EQUAL(with([](request& req) { req.target = "/1234567890"; }, limits),
                  violation::target_too_long);
}

CAF_TEST(the number of headers is bounded) {
  guard_limits limits;
  limits.max_headers = 3;
  const auto add = [](std::size_t n) {
    return [n](request& req) { req.headers.resize(n, {"X", "y"}); };
  };
  CAF_CHECK_EQUAL(with(add(3), limits), violation::none);
  CAF_CHECK_EQUAL(with(add(4), limits), violation::too_many_headers);
}

CAF_TEST(the head is bounded) {
  guard_limits limits;
  limits.max_head = 200;
  // 3 + 35 + 14 for the line and the ends, 4 + 16 + 3 and 6 + 3 + 3 for the headers there are
  const auto pad = [](std::size_t n) {
    return [n](request& req) { req.headers.push_back({"X", std::string(n, 'y')}); };
  };
  const std::size_t used = 52 + 23 + 12 + 4;
  CAF_CHECK_EQUAL(with(pad(200 - used), limits), violation::none);
  CAF_CHECK_EQUAL(with(pad(201 - used), limits), violation::head_too_large);
}

CAF_TEST(header names are tokens and values hold no control characters) {
  for (auto name : {"", "A B", "A:", "A\t", "\xc3", "A\r", "(A)"})
    CAF_CHECK_EQUAL(with_header(name, "v"), violation::bad_header_name);
  for (auto value : {"a\rb", "a\nb", "a\r\n b", "\x01", "\x7f", "\x1b[0m"})
    CAF_CHECK_EQUAL(with_header("X", value), violation::control_character);
  CAF_CHECK_EQUAL(with_header("X", std::string("a\0b", 3)), violation::control_character);
}

CAF_TEST(there is exactly one host) {
  CAF_CHECK_EQUAL(with([](request& req) { req.headers.clear(); }), violation::missing_host);
  CAF_CHECK_EQUAL(with_header("host", "example.org:3000"), violation::duplicate_host);
  CAF_CHECK_EQUAL(with_header("host", "example.org:3000", 10), violation::duplicate_host);
  for (auto host : {"", "a b", "a/b", "user@a", "a?b", "a#b", "a,b", "a\\b", "a<b"})
    CAF_CHECK_EQUAL(with_host(host), violation::bad_host);
}

CAF_TEST(transfer encoding is chunked or refused) {
  for (auto value :
       {"", "identity", "chunked, identity", "identity, chunked", "gzip, chunked",
        "chunked, chunked", "chunked,", "xchunked", "chunked;q=1", "\"chunked\"", "chunked\x0b"}) {
    const auto fault = with_header("Transfer-Encoding", value);
    CAF_CHECK(fault == violation::bad_transfer_encoding || fault == violation::control_character);
  }
  CAF_CHECK_EQUAL(with_header("Transfer-Encoding", "chunked", 10),
                  violation::early_transfer_encoding);
  CAF_CHECK_EQUAL(with_header("transfer-encoding", "identity", 10),
                  violation::early_transfer_encoding);
  CAF_CHECK_EQUAL(with([](request& req) {
                    req.headers.push_back({"Transfer-Encoding", "chunked"});
                    req.headers.push_back({"transfer-encoding", "chunked"});
                  }),
                  violation::duplicate_transfer_encoding);
  CAF_CHECK_EQUAL(with([](request& req) {
                    req.headers.push_back({"Content-Length", "5"});
                    req.headers.push_back({"Transfer-Encoding", "chunked"});
                  }),
                  violation::transfer_encoding_and_length);
}

CAF_TEST(content length is one decimal number) {
  for (auto value : {"", "-1", "+5", "5 ", "0x5", "5, 5", "5,5", "5.0", "1e3", "five", "\xd9\xa5",
                     "18446744073709551616", "99999999999999999999"})
    CAF_CHECK_EQUAL(with_header("Content-Length", value), violation::bad_length);
  CAF_CHECK_EQUAL(with_header("Content-Length", "18446744073709551615"), violation::body_too_large);
  CAF_CHECK_EQUAL(with([](request& req) {
                    req.headers.push_back({"Content-Length", "5"});
                    req.headers.push_back({"content-length", "5"});
                  }),
                  violation::duplicate_length);
}

CAF_TEST(the body is bounded by its length) {
  CAF_CHECK_EQUAL(with_header("Content-Length", "1000000"), violation::none);
  CAF_CHECK_EQUAL(with_header("Content-Length", "0001000000"), violation::none);
  CAF_CHECK_EQUAL(with_header("Content-Length", "1000001"), violation::body_too_large);
}

CAF_TEST(other expectations and misplaced upgrades are refused) {
  CAF_CHECK_EQUAL(with_header("Expect", "200-ok"), violation::bad_expectation);
  CAF_CHECK_EQUAL(with_header("Expect", ""), violation::bad_expectation);
  CAF_CHECK_EQUAL(with_header("Upgrade", "websocket", 10), violation::early_upgrade);
  const auto upgrade_with = [](std::string protocol, std::string length) {
    return with([&](request& req) {
      req.headers.push_back({"Upgrade", protocol});
      req.headers.push_back({"Content-Length", length});
    });
  };
  CAF_CHECK_EQUAL(upgrade_with("websocket", "0"), violation::none);
  CAF_CHECK_EQUAL(upgrade_with("WebSocket", "1"), violation::upgrade_with_body);
  CAF_CHECK_EQUAL(upgrade_with("h2c", "1"), violation::none);
}

CAF_TEST(every violation has a status and a text) {
  for (int i = 0; i <= static_cast<int>(violation::upgrade_with_body); ++i) {
    const auto fault = static_cast<violation>(i);
    CAF_CHECK_NOT_EQUAL(text_of(fault), "unknown");
    CAF_CHECK_NOT_EQUAL(reason_phrase(status_of(fault)), "Unknown");
    CAF_CHECK_EQUAL(status_of(fault) >= 400, fault != violation::none);
    CAF_CHECK(refusal(fault).close);
  }
  CAF_CHECK_EQUAL(refusal(violation::body_too_large).body,
                  R"({"success":false,"message":"body too large",)"
                  R"("error":{"code":"Payload Too Large"}})");
  CAF_CHECK_EQUAL(status_of(violation::body_too_large), 413u);
  CAF_CHECK_EQUAL(status_of(violation::target_too_long), 414u);
  CAF_CHECK_EQUAL(status_of(violation::head_too_large), 431u);
  CAF_CHECK_EQUAL(status_of(violation::bad_version), 505u);
  CAF_CHECK_EQUAL(status_of(violation::unknown_method), 501u);
  CAF_CHECK_EQUAL(status_of(violation::bad_expectation), 417u);
}
