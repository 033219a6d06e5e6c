#define CAF_SUITE actors.contract.outward

#include "actors/contract/outward.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::contract;

CAF_TEST(an address is taken apart) {
  CAF_CHECK(parse_base_url("http://osrm") == (base_url{"osrm", 80, ""}));
  CAF_CHECK(parse_base_url("http://127.0.0.1:5000/") == (base_url{"127.0.0.1", 5000, ""}));
  CAF_CHECK(parse_base_url("http://[::1]:5000/a/b/") == (base_url{"::1", 5000, "/a/b"}));
  CAF_CHECK(parse_base_url("http://[::1]/a") == (base_url{"::1", 80, "/a"}));
  CAF_CHECK(parse_base_url("http://h:65535") == (base_url{"h", 65535, ""}));
}

CAF_TEST(what is no such address is none) {
  for (const auto* text : {"",
                           "osrm",
                           "https://osrm",
                           "http://",
                           "http:///a",
                           "http://:80",
                           "http://h:",
                           "http://h:0",
                           "http://h:65536",
                           "http://h:8x",
                           "http://h:-1",
                           "http://[::1",
                           "http://[]",
                           "http://[::1]x",
                           "http://a]b",
                           "http://h/a?b",
                           "http://h/#a",
                           "http://u@h",
                           "http://h/a b",
                           "http://h\r\n",
                           "http://h\\a"})
    CAF_CHECK_EQUAL(std::string{text} + (parse_base_url(text) ? " is" : " is not"),
                    std::string{text} + " is not");
}
