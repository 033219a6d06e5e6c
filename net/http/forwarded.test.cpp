#define CAF_SUITE net.http.forwarded
#include "net/http/forwarded.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::http;

namespace {

client_origin client(std::string socket, std::vector<header> headers) {
  const auto trusted = trusted_proxies::parse({"10.0.0.0/8", "192.0.2.7", "fd00::/8"});
  CAF_REQUIRE(trusted.has_value());
  request req;
  req.remote_address = std::move(socket);
  req.headers = std::move(headers);
  return client_of(*trusted, req);
}

std::string address(std::string socket, std::string chain) {
  return client(std::move(socket), {{"X-Forwarded-For", std::move(chain)}}).address;
}

} // namespace

CAF_TEST(addresses are read in their numeric forms) {
  CAF_CHECK(parse_address("0.0.0.0"));
  CAF_CHECK(parse_address("255.255.255.255"));
  CAF_CHECK(parse_address("::"));
  CAF_CHECK(parse_address("::1"));
  CAF_CHECK(parse_address("1:2:3:4:5:6:7:8"));
  CAF_CHECK(parse_address("1:2:3:4:5:6:7::"));
  CAF_CHECK(parse_address("::2:3:4:5:6:7:8"));
  CAF_CHECK(parse_address("fe80::ABCD"));
  CAF_CHECK(parse_address("1:2:3:4:5:6:1.2.3.4"));
  CAF_CHECK(parse_address("::ffff:1.2.3.4") == parse_address("1.2.3.4"));
  CAF_CHECK(parse_address("1::8") == parse_address("1:0:0:0:0:0:0:8"));
}

CAF_TEST(what is no address is refused) {
  for (auto text : {"",
                    "1",
                    "1.2.3",
                    "1.2.3.4.5",
                    "256.1.1.1",
                    "1.2.3.-4",
                    "01.2.3.4",
                    "1.2.3.4 ",
                    "1.2.3.",
                    ".1.2.3",
                    "1..2.3",
                    "a.b.c.d",
                    ":",
                    ":::",
                    "1:2",
                    "::1::",
                    "1::2::3",
                    "12345::",
                    "g::",
                    "1:2:3:4:5:6:7:8:9",
                    "1:2:3:4:5:6:7:",
                    ":1:2:3:4:5:6:7",
                    "1:2:3:4:5:6:7:8::",
                    "::1%eth0",
                    "[::1]",
                    "::1.2.3",
                    "1.2.3.4::",
                    "::1.2.3.4:5",
                    "1:2:3:4:5:6:7:1.2.3.4",
                    "unknown"})
    CAF_CHECK(!parse_address(text));
}

CAF_TEST(ranges hold what their prefix says) {
  CAF_CHECK(cidr_contains("10.0.0.0/8", "10.255.0.1"));
  CAF_CHECK(!cidr_contains("10.0.0.0/8", "11.0.0.0"));
  CAF_CHECK(cidr_contains("192.168.4.0/22", "192.168.7.255"));
  CAF_CHECK(!cidr_contains("192.168.4.0/22", "192.168.8.0"));
  CAF_CHECK(cidr_contains("1.2.3.4/32", "::ffff:1.2.3.4"));
  CAF_CHECK(!cidr_contains("1.2.3.4/32", "1.2.3.5"));
  CAF_CHECK(cidr_contains("1.2.3.4", "1.2.3.4"));
  CAF_CHECK(cidr_contains("0.0.0.0/0", "200.1.1.1"));
  CAF_CHECK(!cidr_contains("0.0.0.0/0", "::1"));
  CAF_CHECK(cidr_contains("::/0", "::1"));
  CAF_CHECK(cidr_contains("2001:db8::/33", "2001:db8:7fff::1"));
  CAF_CHECK(!cidr_contains("2001:db8::/33", "2001:db8:8000::1"));
  CAF_CHECK(cidr_contains("::1/128", "::1"));
  CAF_CHECK(!cidr_contains("::1/128", "::2"));
  for (auto range : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/a", "10.0.0.0/-1",
                     "10.0.0.0/08", "10.0.0.0/8/8", "example.org"})
    CAF_CHECK(!parse_range(range));
  CAF_CHECK(!trusted_proxies::parse({"10.0.0.0/8", "x"}));
}

CAF_TEST(a stranger is not believed) {
  CAF_CHECK_EQUAL(address("203.0.113.5", "1.1.1.1"), "203.0.113.5");
  const auto origin = client("203.0.113.5", {{"X-Forwarded-Proto", "https"}});
  CAF_CHECK(!origin.secure);
}

CAF_TEST(the client is the last address that is no trusted proxy) {
  CAF_CHECK_EQUAL(address("10.1.1.1", "203.0.113.5"), "203.0.113.5");
  CAF_CHECK_EQUAL(address("10.1.1.1", "6.6.6.6, 203.0.113.5"), "203.0.113.5");
  CAF_CHECK_EQUAL(address("10.1.1.1", "6.6.6.6,203.0.113.5 , 192.0.2.7,10.9.9.9"), "203.0.113.5");
  CAF_CHECK_EQUAL(address("fd00::1", "2001:db8::5"), "2001:db8::5");
  CAF_CHECK_EQUAL(address("::ffff:10.1.1.1", "203.0.113.5:4711"), "203.0.113.5");
  CAF_CHECK_EQUAL(address("10.1.1.1", "[2001:db8::5]:4711"), "2001:db8::5");
  // all are proxies: the outermost of them
  CAF_CHECK_EQUAL(address("10.1.1.1", "10.3.3.3, 10.2.2.2"), "10.3.3.3");
}

CAF_TEST(a link that is no address ends the chain) {
  CAF_CHECK_EQUAL(address("10.1.1.1", "203.0.113.5, unknown"), "10.1.1.1");
  CAF_CHECK_EQUAL(address("10.1.1.1", "203.0.113.5, , 10.2.2.2"), "10.2.2.2");
  CAF_CHECK_EQUAL(address("10.1.1.1", ""), "10.1.1.1");
}

CAF_TEST(several lines are one chain) {
  const auto origin = client(
    "10.1.1.1", {{"X-Forwarded-For", "6.6.6.6, 203.0.113.5"}, {"x-forwarded-for", "10.2.2.2"}});
  CAF_CHECK_EQUAL(origin.address, "203.0.113.5");
}

CAF_TEST(the standard header wins over the customary one) {
  const auto origin =
    client("10.1.1.1",
           {{"X-Forwarded-For", "6.6.6.6"},
            {"Forwarded", "for=7.7.7.7;proto=http, For=\"[2001:db8::5]:80\"; Proto=https;by=x, "
                          "for=10.2.2.2;host=\"a,b;c\""}});
  CAF_CHECK_EQUAL(origin.address, "2001:db8::5");
  CAF_CHECK(origin.secure);
  CAF_CHECK_EQUAL(client("10.1.1.1", {{"Forwarded", "for=_hidden"}}).address, "10.1.1.1");
}

CAF_TEST(a trusted proxy says whether the client came by TLS) {
  CAF_CHECK(client("10.1.1.1", {{"X-Forwarded-Proto", "https"}}).secure);
  CAF_CHECK(client("10.1.1.1", {{"X-Forwarded-Proto", "http, HTTPS"}}).secure);
  CAF_CHECK(!client("10.1.1.1", {{"X-Forwarded-Proto", "http"}}).secure);
}
