#define CAF_SUITE actors.contract.args

#include <fleetwire/args.hpp>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

CAF_TEST(every kind of argument has its JSON text) {
  auto list =
    arg_list::of(1, 2u, -3L, 1.5, true, nullptr, "c", std::string{"s"}, std::string_view{"v"},
                 json{R"({"a":[]})"}, object{}.add("k", 1), std::vector<int>{1, 2});
  CAF_CHECK_EQUAL(list.text(), R"(1,2,-3,1.5,true,null,"c","s","v",{"a":[]},{"k":1},[1,2])");
  CAF_CHECK(list.attachments().empty());
}

CAF_TEST(binary arguments become numbered placeholders) {
  auto list = arg_list::of(binary{"one"}, 1, std::vector<binary>{binary{"two"}, binary{"three"}});
  CAF_CHECK_EQUAL(list.text(), R"({"_placeholder":true,"num":0},1,[{"_placeholder":true,"num":1},)"
                               R"({"_placeholder":true,"num":2}])");
  CAF_REQUIRE_EQUAL(list.attachments().size(), 3u);
  CAF_CHECK_EQUAL(*list.attachments()[2], "three");
}

CAF_TEST(received values are passed on with their binary parts numbered anew) {
  std::vector<attachment> parts{std::make_shared<const std::string>("zero"),
                                std::make_shared<const std::string>("one")};
  std::string text = R"(["e",{"x":[1.10, {"_placeholder":true,"num":1}],"y":"\u00e9"},2])";
  std::vector<args::slice> slices{
    {5, static_cast<std::uint32_t>(text.size() - 3)},
    {static_cast<std::uint32_t>(text.size() - 2), static_cast<std::uint32_t>(text.size() - 1)}};
  args received{text, slices, parts};
  auto list = arg_list::of(received);
  CAF_CHECK_EQUAL(list.text(), R"({"x":[1.10,{"_placeholder":true,"num":0}],"y":"\u00e9"},2)");
  CAF_REQUIRE_EQUAL(list.attachments().size(), 1u);
  CAF_CHECK_EQUAL(*list.attachments()[0], "one");
  CAF_CHECK(!received[2].exists());
}

CAF_TEST(a value without binary parts keeps its text but for white space) {
  auto list = arg_list::of(value{R"({ "a" : 1.0, "b":100000000000000000000 })"});
  CAF_CHECK_EQUAL(list.text(), R"({"a":1.0,"b":100000000000000000000})");
  list = arg_list::of(value{R"([ "a b\" c" , "\\" , 1 ])"});
  CAF_CHECK_EQUAL(list.text(), R"(["a b\" c","\\",1])");
}
