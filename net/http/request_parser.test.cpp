#define CAF_SUITE net.http.request_parser
#include "net/http/request_parser.hpp"

#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;
using namespace std::literals;
using status = request_parser::status;

namespace {

struct outcome {
  violation fault = violation::none;
  std::vector<request> requests;
  bool finished = true; // no request is left half-way
};

outcome parse(std::string_view bytes, std::size_t piece, const guard_limits& limits = {}) {
  outcome result;
  request_parser parser{limits};
  while (!bytes.empty() && parser.state() != status::failed) {
    auto part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    while (!part.empty() && parser.state() != status::failed) {
      part.remove_prefix(parser.put(part));
      if (parser.state() == status::done)
        result.requests.push_back(parser.take());
    }
  }
  result.fault = parser.error();
  result.finished = parser.state() == status::idle;
  return result;
}

// The same whatever the pieces; anything but that is a bug of its own.
outcome parse_all_ways(std::string_view bytes, const guard_limits& limits = {}) {
  const auto whole = parse(bytes, bytes.size() + 1, limits);
  for (std::size_t piece : {1u, 2u, 3u, 7u}) {
    const auto pieces = parse(bytes, piece, limits);
    CAF_CHECK_EQUAL(pieces.fault, whole.fault);
    CAF_CHECK_EQUAL(pieces.finished, whole.finished);
    CAF_REQUIRE_EQUAL(pieces.requests.size(), whole.requests.size());
    for (std::size_t i = 0; i < pieces.requests.size(); ++i)
      CAF_CHECK_EQUAL(pieces.requests[i].body, whole.requests[i].body);
  }
  return whole;
}

struct bad_head {
  std::string_view bytes;
  violation fault;
};

constexpr auto H = "Host: a\r\n"sv;

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\n" + std::string{H} + std::string{headers} + "\r\n";
}

std::string post(std::string_view headers, std::string_view body) {
  return "POST / HTTP/1.1\r\n" + std::string{H} + std::string{headers} + "\r\n" + std::string{body};
}

std::string chunked(std::string_view body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

const std::vector<bad_head> request_lines{
  {"\x16\x03\x01\x02"sv, violation::bad_method},
  {"\0"sv, violation::bad_method},
  {" GET / HTTP/1.1\r\n\r\n", violation::bad_method},
  {"\nGET / HTTP/1.1\r\n\r\n", violation::bad_method},
  {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", violation::bad_method},
  {"\rGET / HTTP/1.1\r\n\r\n", violation::bad_line_ending},
  {"GET\t/ HTTP/1.1\r\n\r\n", violation::bad_method},
  {"G@T / HTTP/1.1\r\n\r\n", violation::bad_method},
  {"GET\r\n\r\n", violation::bad_method},
  {"ABCDEFGHIJKLMNOPQRSTUVWXY", violation::unknown_method},
  {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", violation::unknown_method},
  {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", violation::unknown_method},
  {"get / HTTP/1.1\r\nHost: a\r\n\r\n", violation::unknown_method},
  {"GET /\r\n\r\n", violation::malformed},
  {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / HTTP/1.1\r\rHost", violation::bad_line_ending},
  {"GET / HTTP/1.1\nHost: a\n\n", violation::bad_line_ending},
  {"GET / HTTP/1.1\rHost: a\r\r", violation::bad_line_ending},
  {"GET /\0 HTTP/1.1\r\n"sv, violation::bad_target},
  {"GET /\xff HTTP/1.1\r\n", violation::bad_target},
  {"GET /a#b HTTP/1.1\r\n", violation::bad_target},
  {"GET /a\tb HTTP/1.1\r\n", violation::bad_target},
  {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", violation::bad_target},
  {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", violation::bad_target},
  {"GET / a b HTTP/1.1\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", violation::bad_version},
  {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", violation::bad_version},
  {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", violation::bad_version},
  {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", violation::bad_version},
  {"GET / HTTP/11\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / HTTP/1.10\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / http/1.1\r\nHost: a\r\n\r\n", violation::malformed},
  {"GET / HTP/1.1\r\nHost: a\r\n\r\n", violation::malformed},
};

const std::vector<bad_head> header_lines{
  {" Host: a\r\n", violation::folded_line},
  {"\tX: a\r\n", violation::folded_line},
  {"X: a\r\n b\r\n", violation::folded_line},
  {"X: a\r\n\tb\r\n", violation::folded_line},
  {"X:\r\n Transfer-Encoding: chunked\r\n", violation::folded_line},
  {"X : a\r\n", violation::bad_header_name},
  {"Transfer-Encoding : chunked\r\n", violation::bad_header_name},
  {"X\t: a\r\n", violation::bad_header_name},
  {"X\r\n", violation::bad_header_name},
  {": a\r\n", violation::bad_header_name},
  {"X@: a\r\n", violation::bad_header_name},
  {"\xc3\xa9: a\r\n", violation::bad_header_name},
  {"X\0: a\r\n"sv, violation::bad_header_name},
  {"X: a\0\r\n"sv, violation::control_character},
  {"X: \x01\r\n", violation::control_character},
  {"X: \x7f\r\n", violation::control_character},
  {"X: a\rb\r\n", violation::bad_line_ending},
  {"X: a\nY: b\r\n", violation::bad_line_ending},
  {"X: a\r\r\n", violation::bad_line_ending},
  {"X: a\r\n\n", violation::bad_line_ending},
  {"Host: a\r\n", violation::duplicate_host},
  {"HOST: b\r\n", violation::duplicate_host},
  {"Transfer-Encoding: chunked, identity\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding: identity\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding: identity, chunked\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding: chunked, chunked\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding: gzip\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding:\r\n", violation::bad_transfer_encoding},
  {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
   violation::bad_transfer_encoding},
  {"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
   violation::duplicate_transfer_encoding},
  {"Transfer-Encoding: x\r\nContent-Length: 3\r\n", violation::transfer_encoding_and_length},
  {"Content-Length: 3\r\nContent-Length: 3\r\n", violation::duplicate_length},
  {"Content-Length: 3\r\nContent-Length: 4\r\n", violation::bad_length},
  {"Content-Length: 3, 3\r\n", violation::bad_length},
  {"Content-Length: +3\r\n", violation::bad_length},
  {"Content-Length: -3\r\n", violation::bad_length},
  {"Content-Length: 0x3\r\n", violation::bad_length},
  {"Content-Length:\r\n", violation::bad_length},
  {"Content-Length: 18446744073709551616\r\n", violation::bad_length},
  {"Content-Length: 1000001\r\n", violation::body_too_large},
  {"Expect: nothing\r\n", violation::bad_expectation},
};

const std::vector<bad_head> chunk_bodies{
  {"\r\n", violation::bad_chunk},
  {"g\r\n", violation::bad_chunk},
  {"-1\r\n", violation::bad_chunk},
  {" 1\r\n", violation::bad_chunk},
  {"1 \r\na\r\n", violation::bad_chunk},
  {"0x1\r\n", violation::bad_chunk},
  {"1\na\r\n", violation::bad_line_ending},
  {"1\r\naa", violation::bad_chunk},
  {"1\r\na\n0\r\n", violation::bad_chunk},
  {"1\r\na0\r\n", violation::bad_chunk},
  {"1\r\r", violation::bad_line_ending},
  {"00000000000000001\r\n", violation::bad_chunk},
  {"ffffffffffffffff\r\n", violation::body_too_large},
  {"f4241\r\n", violation::body_too_large},
  {"1;\0\r\n"sv, violation::bad_chunk},
  {"1;a\nb\r\n", violation::bad_line_ending},
  {"1;\r\na\r\n0\r\n\r\n", violation::malformed},
  {"1;a=\"b\r\n", violation::malformed},
  {"0\r\nX\r\n", violation::bad_header_name},
  {"0\r\n X: a\r\n", violation::folded_line},
  {"0\r\nX: a\n\r\n", violation::bad_line_ending},
  {"0\r\nContent-Length: 4\r\n\r\n", violation::bad_length},
  {"0\r\nTransfer-Encoding: chunked\r\n\r\n", violation::bad_transfer_encoding},
};

} // namespace

CAF_TEST(a request without a body arrives with its headers in order) {
  const auto result = parse_all_ways(
    "GET /x?y HTTP/1.1\r\nHost: a\r\nX-B:1\r\nx-a:  2 \t\r\nX-b: 3\r\nEmpty:\r\n\r\n");
  CAF_REQUIRE_EQUAL(result.requests.size(), 1u);
  const auto& req = result.requests[0];
  CAF_CHECK_EQUAL(req.method, "GET");
  CAF_CHECK_EQUAL(req.target, "/x?y");
  CAF_CHECK_EQUAL(req.version, 11u);
  CAF_REQUIRE_EQUAL(req.headers.size(), 5u);
  CAF_CHECK_EQUAL(req.headers[1].name, "X-B");
  CAF_CHECK_EQUAL(req.headers[1].value, "1");
  CAF_CHECK_EQUAL(req.headers[2].value, "2");
  CAF_CHECK_EQUAL(req.headers[3].value, "3");
  CAF_CHECK_EQUAL(req.headers[4].value, "");
  CAF_CHECK(result.finished);
}

CAF_TEST(bodies arrive by length and by chunks) {
  auto result = parse_all_ways(post("Content-Length: 5\r\n", "hello"));
  CAF_REQUIRE_EQUAL(result.requests.size(), 1u);
  CAF_CHECK_EQUAL(result.requests[0].body, "hello");
  result = parse_all_ways(chunked("5\r\nhello\r\n06;a=b;c=\"d\"\r\n world\r\n0\r\n\r\n"));
  CAF_REQUIRE_EQUAL(result.requests.size(), 1u);
  CAF_CHECK_EQUAL(result.requests[0].body, "hello world");
  result = parse_all_ways(chunked("0\r\n\r\n"));
  CAF_REQUIRE_EQUAL(result.requests.size(), 1u);
  CAF_CHECK_EQUAL(result.requests[0].body, "");
}

CAF_TEST(trailers are read and dropped) {
  const auto result = parse_all_ways(chunked("1\r\na\r\n0;x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"));
  CAF_REQUIRE_EQUAL(result.requests.size(), 1u);
  CAF_CHECK_EQUAL(result.requests[0].count("X-Forwarded-For"), 0u);
}

CAF_TEST(requests follow each other on one connection) {
  const auto result = parse_all_ways(post("Content-Length: 2\r\n", "ab") + "\r\n" + get("")
                                     + chunked("1\r\nc\r\n0\r\n\r\n") + get("X: y\r\n"));
  CAF_CHECK_EQUAL(result.requests.size(), 4u);
  CAF_CHECK(result.finished);
}

CAF_TEST(bytes after a request stay with the caller) {
  request_parser parser;
  const auto head = get("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  CAF_CHECK_EQUAL(parser.put(head + "\x81\x80"), head.size());
  CAF_CHECK(parser.state() == status::done);
  CAF_CHECK_EQUAL(parser.put("more"), 0u);
  parser.take();
  CAF_CHECK(parser.state() == status::idle);
}

CAF_TEST(a client that waits for 100 is told once) {
  request_parser parser;
  const auto head = post("Content-Length: 2\r\nExpect: 100-continue\r\n", "");
  CAF_CHECK(!parser.wants_continue());
  parser.put(head);
  CAF_CHECK(parser.state() == status::body);
  CAF_REQUIRE(parser.head() != nullptr);
  CAF_CHECK_EQUAL(parser.head()->method, "POST");
  CAF_CHECK(parser.wants_continue());
  CAF_CHECK(!parser.wants_continue());
  parser.put("ab");
  CAF_CHECK(parser.state() == status::done);
  CAF_CHECK_EQUAL(parser.take().body, "ab");
}

CAF_TEST(bad request lines are refused) {
  for (const auto& [bytes, fault] : request_lines) {
    CAF_MESSAGE("line: " << bytes);
    const auto result = parse_all_ways(bytes);
    if (result.fault != fault)
      CAF_ERROR(std::string{bytes} << ": " << result.fault << ", expected " << fault);
    CAF_CHECK(result.requests.empty());
  }
}

CAF_TEST(bad header lines are refused) {
  for (const auto& [bytes, fault] : header_lines) {
    CAF_MESSAGE("header: " << bytes);
    const auto result = parse_all_ways(get(bytes));
    if (result.fault != fault)
      CAF_ERROR(std::string{bytes} << ": " << result.fault << ", expected " << fault);
    CAF_CHECK(result.requests.empty());
  }
}

CAF_TEST(bad chunks are refused) {
  for (const auto& [bytes, fault] : chunk_bodies) {
    CAF_MESSAGE("chunk: " << bytes);
    const auto result = parse_all_ways(chunked(bytes));
    if (result.fault != fault)
      CAF_ERROR(std::string{bytes} << ": " << result.fault << ", expected " << fault);
    CAF_CHECK(result.requests.empty());
  }
}

CAF_TEST(an old version may not do what it does not know) {
  const auto old = [](std::string headers) {
    return parse_all_ways("GET / HTTP/1.0\r\n" + headers + "\r\n");
  };
  CAF_CHECK_EQUAL(old("").requests.size(), 1u);
  CAF_CHECK_EQUAL(old("Transfer-Encoding: chunked\r\n").fault, violation::early_transfer_encoding);
  CAF_CHECK_EQUAL(old("Upgrade: websocket\r\n").fault, violation::early_upgrade);
  CAF_CHECK_EQUAL(parse_all_ways("GET / HTTP/1.1\r\n\r\n").fault, violation::missing_host);
  CAF_CHECK_EQUAL(parse_all_ways("GET / HTTP/1.1\r\nHost:\r\n\r\n").fault, violation::bad_host);
}

CAF_TEST(the head is bounded before it is complete) {
  guard_limits limits;
  limits.max_head = 100;
  limits.max_target = 20;
  limits.max_headers = 3;
  const auto sized = [&](std::size_t size) {
    const auto rest = get("X: \r\n").size();
    return parse_all_ways(get("X: " + std::string(size - rest, 'y') + "\r\n"), limits);
  };
  CAF_CHECK_EQUAL(sized(100).requests.size(), 1u);
  CAF_CHECK_EQUAL(sized(101).fault, violation::head_too_large);
  const auto target = [&](std::size_t size) {
    return parse_all_ways("GET /" + std::string(size - 1, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n",
                          limits);
  };
  CAF_CHECK_EQUAL(target(20).requests.size(), 1u);
  CAF_CHECK_EQUAL(target(21).fault, violation::target_too_long);
  CAF_CHECK_EQUAL(parse_all_ways("GET /" + std::string(60, 'x'), limits).fault,
                  violation::target_too_long);
  CAF_CHECK_EQUAL(parse_all_ways(get("A:\r\nB:\r\n"), limits).requests.size(), 1u);
  CAF_CHECK_EQUAL(parse_all_ways(get("A:\r\nB:\r\nC"), limits).fault, violation::too_many_headers);
}

CAF_TEST(what lies between the chunks is bounded) {
  guard_limits limits;
  limits.max_body = 4;
  limits.max_chunk_header = 10;
  limits.max_chunk_extensions = 12;
  limits.max_trailers = 12;
  const auto run = [&](std::string_view body) { return parse_all_ways(chunked(body), limits); };
  CAF_CHECK_EQUAL(run("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n").requests.size(), 1u);
  CAF_CHECK_EQUAL(run("2\r\nab\r\n3\r\ncde\r\n").fault, violation::body_too_large);
  CAF_CHECK_EQUAL(run("1;aaaaaaa\r\nb\r\n0\r\n\r\n").requests.size(), 1u);
  CAF_CHECK_EQUAL(run("1;aaaaaaaa\r\n").fault, violation::chunk_header_too_large);
  CAF_CHECK_EQUAL(run("1;aaa\r\nb\r\n1;aaaa\r\nb\r\n1;aaa\r\n").requests.size(), 0u);
  CAF_CHECK_EQUAL(run("1;aaaaa\r\nb\r\n1;aaaaa\r\nb\r\n0\r\n\r\n").requests.size(), 1u);
  CAF_CHECK_EQUAL(run("1;aaaaa\r\nb\r\n1;aaaaaa\r\n").fault, violation::chunk_header_too_large);
  CAF_CHECK_EQUAL(run("0\r\nX: 45678\r\n\r\n").requests.size(), 1u);
  CAF_CHECK_EQUAL(run("0\r\nX: 456789\r\n\r\n").fault, violation::trailers_too_large);
}
