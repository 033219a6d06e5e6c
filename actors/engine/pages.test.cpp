#define CAF_SUITE actors.engine.pages

#include "actors/engine/pages.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

http::request asking(std::string method, std::string target) {
  http::request out;
  out.method = std::move(method);
  out.target = std::move(target);
  return out;
}

struct fixture {
  pages served;
  fixture() {
    CAF_REQUIRE(served.add("/", {"text/html", "<p>hello</p>"}));
    CAF_REQUIRE(served.add("/a/b.css", {"text/css", "p {}"}));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pages_tests, fixture)

CAF_TEST(a page comes as it was given) {
  auto answer = served.answer(asking("GET", "/a/b.css?v=1"));
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK_EQUAL(answer.get("Content-Type"), "text/css");
  CAF_CHECK_EQUAL(answer.body, "p {}");
}

CAF_TEST(a browser that has it gets nothing twice) {
  auto again = asking("GET", "/");
  again.headers.push_back({"If-None-Match", std::string{served.answer(again).get("ETag")}});
  auto answer = served.answer(again);
  CAF_CHECK_EQUAL(answer.status, 304u);
  CAF_CHECK(answer.body.empty());
  again.target = "/a/b.css";
  CAF_CHECK_EQUAL(served.answer(again).status, 200u);
}

CAF_TEST(other paths and other methods are refused) {
  CAF_CHECK_EQUAL(served.answer(asking("GET", "/a")).status, 404u);
  CAF_CHECK_EQUAL(served.answer(asking("GET", "/a/b.css/")).status, 404u);
  auto posted = served.answer(asking("POST", "/"));
  CAF_CHECK_EQUAL(posted.status, 405u);
  CAF_CHECK(!posted.get("Allow").empty());
}

CAF_TEST(a path is served once and is a path) {
  CAF_CHECK(!served.add("/", {"text/html", "other"}));
  CAF_CHECK(!served.add("no/slash", {"text/html", ""}));
  CAF_CHECK(!served.add("/:any", {"text/html", ""}));
}

CAF_TEST_FIXTURE_SCOPE_END()
