#define CAF_SUITE actors.contract.input

#include "actors/contract/input.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::contract;

namespace {

using texts = std::vector<std::string>;

struct body {
  explicit body(std::string text) : doc(*document::parse(std::move(text))), in(doc.root()) {}
  document doc;
  input in;
};

} // namespace

CAF_TEST(good members are read and nothing is complained of) {
  body b{
    R"({"id":"0B5F0A7E-0000-4000-8000-000000000001","n":3,"ok":false,"t":"é","when":"2026-01-31"})"};
  CAF_CHECK(b.in.uuid("id") == "0b5f0a7e-0000-4000-8000-000000000001");
  CAF_CHECK(b.in.integer("n", need::required, 3, 3) == 3);
  CAF_CHECK(b.in.flag("ok") == false);
  CAF_CHECK(b.in.text("t", need::required, 1, 1) == "é");
  CAF_CHECK(b.in.time("when").has_value());
  CAF_CHECK(!b.in.text("missing", need::optional));
  CAF_CHECK(b.in.finish());
}

CAF_TEST(faults come in the order they were asked for and unknown members last) {
  body b{R"({"id":"x","n":1.5,"m":11,"e":"a@b","foo":1,"s":null,"long":"abcd"})"};
  b.in.uuid("id");
  b.in.integer("n");
  b.in.integer("m", need::required, 0, 10);
  b.in.email("e");
  b.in.text("s");
  b.in.text("long", need::optional, 1, 3);
  b.in.choice("kind", {"a", "b"});
  CAF_CHECK(!b.in.finish());
  CAF_CHECK_EQUAL(
    b.in.faults(),
    (texts{"id must be a UUID", "n must be an integer number", "m must not be greater than 10",
           "e must be an email", "s must be a string",
           "long must be shorter than or equal to 3 characters",
           "kind must be one of the following values: a, b", "property foo should not exist"}));
}

CAF_TEST(of members of one name the last counts and an escaped name is a name) {
  body b{R"({"n":1,"\u006e":2,"s\"":3})"};
  CAF_CHECK(b.in.integer("n") == 2);
  CAF_CHECK(!b.in.finish());
  CAF_CHECK_EQUAL(b.in.faults(), (texts{"property s\" should not exist"}));
}

CAF_TEST(nested objects and lists name their place) {
  body b{R"({"at":{"lat":91,"x":1},"stops":[{"lat":1},{"lat":"n"},7]})"};
  const auto lat = [](input& in) { in.number("lat", need::required, -90, 90); };
  b.in.nested("at", need::required, lat);
  CAF_CHECK_EQUAL(b.in.each("stops", need::required, 1, 5, lat), 3u);
  b.in.nested("to", need::required, lat);
  CAF_CHECK(!b.in.finish());
  CAF_CHECK_EQUAL(b.in.faults(),
                  (texts{"at.lat must not be greater than 90", "property at.x should not exist",
                         "stops.1.lat must be a number conforming to the specified constraints",
                         "stops.2 must be an object", "to must be an object"}));
}

CAF_TEST(a query is text all through) {
  const std::vector<name_value> query{{"page", "2"}, {"limit", "101"}, {"on", "true"}};
  input in{query};
  const auto page = in.paging().page;
  CAF_CHECK_EQUAL(page, 2u);
  CAF_CHECK(in.flag("on") == true);
  CAF_CHECK(!in.finish());
  CAF_CHECK_EQUAL(in.faults(), texts{"limit must not be greater than 100"});
}

CAF_TEST(a body that is no object is one fault and harms nothing) {
  body list{"[1,2]"};
  CAF_CHECK(!list.in.text("a", need::optional));
  CAF_CHECK(!list.in.finish());
  body escaped{R"({"a\"b":1})"};
  CAF_CHECK(!escaped.in.finish());
  CAF_CHECK_EQUAL(escaped.in.faults(), texts{"property a\"b should not exist"});
  std::string many = "{\"x\":1";
  for (int i = 0; i < 200; ++i)
    many += ",\"x" + std::to_string(i) + "\":1";
  body strange{many + "}"};
  CAF_CHECK(!strange.in.finish());
  CAF_CHECK_EQUAL(strange.in.faults().size(), 100u);
}
