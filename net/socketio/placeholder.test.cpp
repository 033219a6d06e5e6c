#define CAF_SUITE net.socketio.placeholder

#include "net/socketio/placeholder.hpp"

#include "caf/test/dsl.hpp"

#include <optional>

using namespace fleetwire::socketio;

namespace {

using numbers = std::vector<unsigned>;

/// The indices found, or nothing if one is illegal.
std::optional<numbers> found(std::string_view json, unsigned attachments = 10) {
  std::vector<placeholder> places;
  if (!find_placeholders(json, attachments, places))
    return std::nullopt;
  numbers result;
  for (const auto& p : places)
    result.push_back(p.index);
  return result;
}

std::string renumbered(std::string_view json, unsigned offset) {
  std::string result;
  append_renumbered(result, json, offset);
  return result;
}

} // namespace

CAF_TEST(placeholders are found wherever they stand) {
  CAF_CHECK(found(R"({"_placeholder":true,"num":0})") == numbers{0});
  CAF_CHECK(found(R"([{"_placeholder":true,"num":1},{"a":[{"_placeholder":true,"num":0}]}])")
            == (numbers{1, 0}));
  CAF_CHECK(found(R"({"num":3,"_placeholder":true})") == numbers{3});
  CAF_CHECK(found(R"( { "_placeholder" : true , "num" : 2 } )") == numbers{2});
  CAF_CHECK(found(R"({"\u005fplaceholder":true,"n\u0075m":2})") == numbers{2});
  CAF_CHECK(found(R"({"_placeholder":true,"num":1,"more":"x"})") == numbers{1});
}

CAF_TEST(what only looks like one is none) {
  for (const auto json :
       {R"({"_placeholder":false,"num":0})", R"({"_placeholder":1,"num":99})",
        R"({"_placeholder":"true","num":99})", R"({"_placeholder":[true],"num":99})",
        R"({"_placeholder":{"num":99},"num":99})", R"("_placeholder")", R"({"num":99})",
        R"(["_placeholder",true,"num",99])", R"({"a":"_placeholder","num":99})",
        R"({"_placeholder":null})", "[]", "1", R"({"x":["_placeholder"],"y":true})"})
    CAF_CHECK(found(json) == numbers{});
}

CAF_TEST(the last of several members of one name counts) {
  CAF_CHECK(found(R"({"_placeholder":true,"num":99,"num":4})") == numbers{4});
  CAF_CHECK(found(R"({"_placeholder":true,"num":4,"_placeholder":false})") == numbers{});
  CAF_CHECK(found(R"({"_placeholder":false,"_placeholder":true,"num":5})") == numbers{5});
  CAF_CHECK(found(R"({"_placeholder":true,"num":4,"num":"4"})") == std::nullopt);
}

CAF_TEST(what stands within a placeholder is not looked at) {
  CAF_CHECK(found(R"({"_placeholder":true,"num":1,"x":{"_placeholder":true,"num":99}})")
            == numbers{1});
  CAF_CHECK(found(R"({"x":[{"_placeholder":true,"num":2}],"num":1,"_placeholder":true})")
            == numbers{1});
}

CAF_TEST(an index must name an attachment) {
  CAF_CHECK(found(R"({"_placeholder":true,"num":1})", 2) == numbers{1});
  CAF_CHECK(found(R"({"_placeholder":true,"num":2})", 2) == std::nullopt);
  CAF_CHECK(found(R"({"_placeholder":true,"num":0})", 0) == std::nullopt);
  for (const auto num : {"-1", "1.5", "1e0", "1.0", "\"0\"", "null", "true", "[0]", "{}",
                         "4294967295", "4294967296", "99999999999999999999"})
    CAF_CHECK(found(R"({"_placeholder":true,"num":)" + std::string{num} + "}", 4294967295u)
              == std::nullopt);
  CAF_CHECK(found(R"({"_placeholder":true})") == std::nullopt);
}

CAF_TEST(places are those of the whole object) {
  std::vector<placeholder> places;
  CAF_REQUIRE(find_placeholders(R"(["x",{"_placeholder":true,"num":0},1])", 1, places));
  CAF_REQUIRE_EQUAL(places.size(), 1u);
  CAF_CHECK_EQUAL(places[0].begin, 5u);
  CAF_CHECK_EQUAL(places[0].end, 34u);
}

CAF_TEST(indices are raised by an offset) {
  CAF_CHECK_EQUAL(
    renumbered(R"(["a",{"_placeholder":true,"num":0},{"b":{"_placeholder":true,"num":1}}])", 5),
    R"(["a",{"_placeholder":true,"num":5},{"b":{"_placeholder":true,"num":6}}])");
  CAF_CHECK_EQUAL(renumbered(R"({"num":1,"_placeholder":true})", 0),
                  R"({"num":1,"_placeholder":true})");
  CAF_CHECK_EQUAL(renumbered(R"({"a":[1,"x"]})", 5), R"({"a":[1,"x"]})");
  CAF_CHECK_EQUAL(renumbered(R"({"_placeholder":true,"num":"x"})", 5),
                  R"({"_placeholder":true,"num":"x"})");
  CAF_CHECK_EQUAL(renumbered(R"({"_placeholder":true,"num":4294967290})", 5),
                  R"({"_placeholder":true,"num":4294967290})");
}

CAF_TEST(elements are passed on with the attachments they use) {
  std::string out;
  numbers used;
  CAF_REQUIRE(extract(out, R"({"_placeholder":true,"num":2})", 3, used));
  CAF_REQUIRE(
    extract(out, R"(["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":2}])", 3, used));
  CAF_CHECK_EQUAL(out, R"({"_placeholder":true,"num":0}["x",{"_placeholder":true,"num":1},)"
                       R"({"_placeholder":true,"num":0}])");
  CAF_CHECK_EQUAL(used, (numbers{2, 0}));
}

CAF_TEST(a second source is numbered after the first) {
  std::string out;
  numbers used;
  CAF_REQUIRE(extract(out, R"([{"_placeholder":true,"num":1}])", 2, used, 4));
  CAF_CHECK_EQUAL(out, R"([{"_placeholder":true,"num":4}])");
  CAF_CHECK_EQUAL(used, numbers{1});
}

CAF_TEST(a placeholder without its attachment is not passed on) {
  std::string out = "x";
  numbers used{1};
  CAF_CHECK(
    !extract(out, R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])", 1, used));
  CAF_CHECK(!extract(out, R"({"_placeholder":true,"num":0})", 0, used));
  CAF_CHECK_EQUAL(out, "x");
  CAF_CHECK_EQUAL(used, numbers{1});
}

CAF_TEST(a forged placeholder is passed on in canonical form) {
  std::string out;
  numbers used;
  CAF_REQUIRE(extract(
    out, R"({"num":7,"\u005fplaceholder":true,"num":0,"x":{"_placeholder":true}})", 1, used));
  CAF_CHECK_EQUAL(out, R"({"_placeholder":true,"num":0})");
}
