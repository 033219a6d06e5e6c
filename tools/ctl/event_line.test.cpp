#define CAF_SUITE tools.ctl.event_line

#include "tools/ctl/event_line.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

/// Without the time, which is the host's.
std::string shown(std::string_view body) {
  const auto line = ctl::event_line({}, "/drivers", body, false);
  return line.empty() ? line : line.substr(line.find(' ') + 1);
}

} // namespace

CAF_TEST(an event is its name and its arguments) {
  CAF_CHECK_EQUAL(shown(R"(["trip:started",{"tripId":"a"}])"),
                  R"(/drivers trip:started {"tripId":"a"})");
  CAF_CHECK_EQUAL(shown(R"(["many",1,"two",[3]])"), R"(/drivers many 1,"two",[3])");
  CAF_CHECK_EQUAL(shown(R"(["bare"])"), "/drivers bare");
  CAF_CHECK_EQUAL(shown(R"(17["asks for an ack",{}])"), "/drivers asks for an ack {}");
  CAF_CHECK_EQUAL(shown(R"(["a \" quote",1])"), R"(/drivers a \" quote 1)");
}

CAF_TEST(what is no event is nothing) {
  for (const auto* body : {"", "12", "[]", "[1]", "[\"open", "[\"open]", "{}"})
    CAF_CHECK_EQUAL(shown(body), "");
}

CAF_TEST(the time has milliseconds) {
  using namespace std::chrono_literals;
  const auto line =
    ctl::event_line(std::chrono::system_clock::time_point{61'007ms}, "/", "[\"x\"]", false);
  CAF_CHECK_EQUAL(line.substr(2), ":01:01.007 / x"); // the hour is the time zone's
}

CAF_TEST(colours surround the name and never the arguments) {
  const auto line = ctl::event_line({}, "/drivers", R"(["exception",{}])", true);
  CAF_CHECK(line.find("\033[31mexception\033[0m {}") != std::string::npos);
  const auto other = ctl::event_line({}, "/drivers", R"(["driver:trip:update",{}])", true);
  CAF_CHECK(other.find("\033[36mdriver:trip:update\033[0m") != std::string::npos);
}
