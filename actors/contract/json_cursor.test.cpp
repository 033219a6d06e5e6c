#define CAF_SUITE actors.contract.json_cursor

#include "actors/contract/json_cursor.hpp"

#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using contract::json_cursor;

namespace {

std::vector<std::string> elements(std::string_view text) {
  std::vector<std::string> out;
  json_cursor in{text};
  if (!in.enter_array())
    return {"no array"};
  while (in.next_element())
    out.emplace_back(in.take().raw());
  return out;
}

std::vector<std::string> members(std::string_view text) {
  std::vector<std::string> out;
  json_cursor in{text};
  if (!in.enter_object())
    return {"no object"};
  for (std::string_view key; in.next_member(key);)
    out.push_back(std::string{key} + '=' + std::string{in.take().raw()});
  return out;
}

using texts = std::vector<std::string>;

} // namespace

CAF_TEST(elements come as they stand) {
  CAF_CHECK((elements("[]") == texts{}));
  CAF_CHECK((elements(" [ \n ] ") == texts{}));
  CAF_CHECK(
    (elements(R"([1,-2.5e3,true,null,"a"])") == texts{"1", "-2.5e3", "true", "null", R"("a")"}));
  CAF_CHECK((elements(" [ 1 , \"x,]\" , [ [ ] ] , {\"a\":[1]} ]\n")
             == texts{"1", R"("x,]")", "[ [ ] ]", R"({"a":[1]})"}));
  CAF_CHECK((elements(R"(["\"","\\","]\\\"["])") == texts{R"("\"")", R"("\\")", R"("]\\\"[")"}));
}

CAF_TEST(strings of any length end where they end) {
  for (std::size_t size = 0; size < 80; ++size)
    for (std::size_t at = 0; at <= size; ++at)
      for (const char* escape : {"", R"(\")", R"(\\)", R"(\\\")"}) {
        const auto word = '"' + std::string(at, 'a') + escape + std::string(size - at, 'b') + '"';
        CAF_REQUIRE((elements("[" + word + ",\"]\"]") == texts{word, R"("]")"}));
      }
}

CAF_TEST(members come with their keys as they stand) {
  CAF_CHECK((members("{}") == texts{}));
  CAF_CHECK((members(" { \"a\" : 1 , \"b\\\"\" : { \"}\" : \"{\" } , \"\":\"\" } ")
             == texts{"a=1", R"(b\"={ "}" : "{" })", R"(="")"}));
}

CAF_TEST(what is something else is not entered and can be taken) {
  json_cursor in{R"( [{"a":[1,{"b":2}],"c":3},[4],5,"{"] )"};
  CAF_CHECK(!in.enter_object());
  CAF_REQUIRE(in.enter_array());
  CAF_REQUIRE(in.next_element());
  CAF_CHECK(!in.enter_array());
  CAF_REQUIRE(in.enter_object());
  std::string_view key;
  CAF_REQUIRE(in.next_member(key));
  CAF_CHECK(key == "a");
  CAF_REQUIRE(in.enter_array());
  CAF_CHECK(in.next_element() && in.take().as_int() == 1);
  CAF_CHECK(in.next_element() && in.take().raw() == R"({"b":2})");
  CAF_CHECK(!in.next_element());
  CAF_CHECK(in.next_member(key) && key == "c" && in.take().as_int() == 3);
  CAF_CHECK(!in.next_member(key));
  CAF_CHECK(in.next_element() && in.take().raw() == "[4]");
  CAF_CHECK(in.next_element() && in.take().as_int() == 5);
  CAF_CHECK(in.next_element() && in.take().as_string() == "{");
  CAF_CHECK(!in.next_element());
}

CAF_TEST(text that ends too soon ends the walk) {
  const std::string whole = R"([{"a":"b\"","c":[1,{}]},"d",2])";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const auto text = whole.substr(0, cut);
    CAF_CHECK(elements(text).size() <= 3);
    CAF_CHECK(members(text.size() > 1 ? text.substr(1) : "").size() <= 3);
  }
}
