// The first byte chooses the limits, the second how the rest, what a connection sends, is split.
// However it is split the requests are the same; each that passes is what Beast's own parser reads
// in those bytes, and the guard has nothing to say against it.
#include "net/http/cookie.hpp"
#include "net/http/cors.hpp"
#include "net/http/forwarded.hpp"
#include "net/http/query.hpp"
#include "net/http/request_parser.hpp"
#include "net/http/router.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace beast = boost::beast;
using namespace fleetwire::http;

namespace {

struct seen {
  request req;
  std::string_view bytes; // of the input
};

struct outcome {
  violation fault = violation::none;
  std::vector<seen> requests;
};

void require(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

outcome parse(std::string_view bytes, std::size_t piece, const guard_limits& limits) {
  using status = request_parser::status;
  request_parser parser{limits};
  outcome result;
  std::size_t start = 0;
  std::size_t at = 0;
  while (at < bytes.size() && parser.state() != status::failed) {
    const auto stop = std::min(at + piece, bytes.size());
    while (at < stop && parser.state() != status::failed) {
      at += parser.put(bytes.substr(at, stop - at));
      if (parser.state() != status::done)
        continue;
      result.requests.push_back({parser.take(), bytes.substr(start, at - start)});
      start = at;
    }
  }
  result.fault = parser.error();
  return result;
}

bool same(const request& lhs, const request& rhs) {
  const auto equal = [](const header& a, const header& b) {
    return a.name == b.name && a.value == b.value;
  };
  return lhs.method == rhs.method && lhs.target == rhs.target && lhs.version == rhs.version
         && lhs.body == rhs.body
         && std::equal(lhs.headers.begin(), lhs.headers.end(), rhs.headers.begin(),
                       rhs.headers.end(), equal);
}

void check_split(const outcome& whole, const outcome& pieces) {
  require(whole.fault == pieces.fault, "the split changed the fault");
  require(whole.requests.size() == pieces.requests.size(), "the split changed the count");
  for (std::size_t i = 0; i < whole.requests.size(); ++i)
    require(same(whole.requests[i].req, pieces.requests[i].req), "the split changed a request");
}

void check_against_beast(const seen& item) {
  auto bytes = item.bytes;
  if (bytes.substr(0, 2) == "\r\n")
    bytes.remove_prefix(2);
  beast::http::request_parser<beast::http::string_body> parser;
  parser.eager(true);
  parser.header_limit(1 << 20);
  beast::error_code error;
  const auto taken = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
  require(!error && parser.is_done(), "Beast refuses what passed");
  require(taken == bytes.size(), "Beast ends the request elsewhere");
  require(parser.get().body() == item.req.body, "Beast reads another body");
}

// The same request with its body by length, as a proxy would send it on.
void check_again(const request& req, const guard_limits& limits) {
  auto text =
    req.method + " " + req.target + (req.version == 11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (const auto& [name, value] : req.headers)
    if (!iequals(name, "Transfer-Encoding") && !iequals(name, "Content-Length"))
      text += name + ":" + value + "\r\n";
  if (!req.body.empty())
    text += "Content-Length:" + std::to_string(req.body.size()) + "\r\n";
  text += "\r\n" + req.body;
  auto wide = limits;
  wide.max_head += 64;
  wide.max_headers += 1;
  const auto again = parse(text, text.size(), wide);
  require(again.fault == violation::none && again.requests.size() == 1, "refused when sent on");
  require(again.requests[0].req.body == req.body, "another body when sent on");
}

// What is read out of a request must stand any of them.
void use(const request& req) {
  static const auto trusted = trusted_proxies::parse({"0.0.0.0/0", "::/1"}).value();
  auto copy = req;
  copy.remote_address = "10.0.0.1";
  const auto client = client_of(trusted, copy);
  require(parse_address(client.address).has_value(), "a client without an address");
  for (const auto& [key, value] : parse_query(req.query()))
    require(repair_utf8(key) == key && repair_utf8(value) == value, "a query that is not UTF-8");
  parse_cookies(req.get("Cookie"));
  cors_config cors;
  cors.origins = {"http://a", "https://*.b"};
  const auto answer = serialise(preflight(cors, req), req.version, false);
  require(answer.find("\r\n\r\n") == answer.size() - 4, "a response that was split");
  router table;
  require(table.add("GET", "/a/:b/*c", 1), "a good pattern was refused");
  (void)table.find(req.method, req.path());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2)
    return 0;
  guard_limits limits;
  if ((data[0] & 1) != 0)
    limits = {256, 32, 6, 40, 16, 24, 32};
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  const auto whole = parse(bytes, bytes.size() + 1, limits);
  check_split(whole, parse(bytes, 1, limits));
  check_split(whole, parse(bytes, 2 + data[1] % 64, limits));
  for (const auto& item : whole.requests) {
    require(check(item.req, limits) == violation::none, "passed against the guard");
    require(item.req.body.size() <= limits.max_body, "the body is over the limit");
    check_against_beast(item);
    check_again(item.req, limits);
    use(item.req);
  }
  return 0;
}
