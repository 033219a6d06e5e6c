#define CAF_SUITE tools.ctl.show

#include "tools/ctl/show.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using fleetwire::tools::json;

namespace {

json document(std::string_view text) {
  auto j = json::parse(text);
  CAF_REQUIRE(j);
  return *j;
}

const char* kinds = R"([{"kind":"connection","alive":1200,"deepest":3},
                        {"kind":"room","alive":7,"histogram":[1,2]}])";

} // namespace

CAF_TEST(figures stand in groups) {
  CAF_CHECK_EQUAL(ctl::figures(document(R"({"up":12.5,"connections":{"websocket":3,"all":10},
    "systems":["rides","fleet"],"kinds":[{"a":1},{"a":2}]})")),
                  "up       12.5\n"
                  "connections\n"
                  "  websocket  3\n"
                  "  all        10\n"
                  "systems  rides, fleet\n"
                  "kinds\n"
                  "  a\n"
                  "  1\n"
                  "  2\n");
  CAF_CHECK_EQUAL(ctl::figures(document("[]")), "");
}

CAF_TEST(a list of objects is a table) {
  CAF_CHECK_EQUAL(ctl::table(document(kinds), ""), "kind        alive  deepest\n"
                                                   "connection   1200        3\n"
                                                   "room            7        -\n");
  CAF_CHECK_EQUAL(ctl::table(document(kinds), "oo"), "kind  alive  deepest\n"
                                                     "room      7        -\n");
  CAF_CHECK_EQUAL(ctl::table(document(kinds), "none"), "kind  alive  deepest\n");
}

CAF_TEST(figures have units and few digits) {
  CAF_CHECK_EQUAL(
    ctl::figures(document(R"({"uptime_seconds":174.3147500720006,"p50_seconds":9.88e-06,
    "wait_seconds":0,"lag_seconds":0.0123,"load":0.123456789,"bytes_in":1023,"resident_bytes":12849152,
    "events":20000000})")),
    "uptime_seconds  174.3 s\n"
    "p50_seconds     9.9 us\n"
    "wait_seconds    0 s\n"
    "lag_seconds     12.3 ms\n"
    "load            0.1235\n"
    "bytes_in        1023 B\n"
    "resident_bytes  12.3 MB\n"
    "events          20000000\n");
}

CAF_TEST(a server cannot steer the terminal) {
  CAF_CHECK_EQUAL(ctl::figures(document(R"({"a":"\u001b[2J\n"})")), "a  ?[2J?\n");
  CAF_CHECK_EQUAL(ctl::table(document(R"([{"a":"\u001b"}])"), ""), "a\n?\n");
}

CAF_TEST(a value is written as it was) {
  const std::string text = R"({"a":[1,2.50,"x\"\\\u000a",null,true],"b":{}})";
  CAF_CHECK_EQUAL(ctl::written(document(text)), text);
}

CAF_TEST(metrics are chosen by name) {
  const std::string text =
    "# HELP a_total rooms and more\n# TYPE a_total counter\na_total 1\n"
    "# HELP rooms Rooms.\n# TYPE rooms gauge\nrooms{namespace=\"/a_total\"} 2\n";
  CAF_CHECK_EQUAL(ctl::matching_metrics(text, ""), text);
  CAF_CHECK_EQUAL(ctl::matching_metrics(text, "rooms"), text.substr(text.find("# HELP rooms")));
  CAF_CHECK_EQUAL(ctl::matching_metrics(text, "xyz"), "");
  CAF_CHECK_EQUAL(ctl::matching_metrics("a 1", "a"), "a 1\n");
}
