#define CAF_SUITE net.socketio.json_text

#include "net/socketio/json_text.hpp"

#include "caf/test/dsl.hpp"

using namespace fleetwire::socketio;
using namespace std::literals;

namespace {

bool valid(std::string_view text, unsigned depth = 512) {
  json_info info;
  return validate_json(text, {depth, true}, info) == json_error::none;
}

void check_all(bool expected, const std::vector<std::string_view>& cases) {
  for (const auto text : cases)
    CAF_CHECK_EQUAL(std::make_pair(std::string{text}, valid(text)),
                    std::make_pair(std::string{text}, expected));
}

std::string nested(unsigned depth, char open, char close) {
  std::string result(depth, open);
  result.append(depth, close);
  return result;
}

std::string nested_objects(unsigned depth) {
  std::string result;
  for (unsigned i = 0; i < depth; ++i)
    result += "{\"a\":";
  result += '1';
  result.append(depth, '}');
  return result;
}

json_error error_of(std::string_view text, unsigned depth = 512, bool utf8 = true) {
  json_info info;
  return validate_json(text, {depth, utf8}, info);
}

std::vector<std::string> elements_of(std::string_view text) {
  json_info info;
  std::vector<span> elements{{1, 2}};
  std::vector<std::string> result;
  CAF_REQUIRE(validate_json(text, {}, info, &elements) == json_error::none);
  for (const auto at : elements)
    result.emplace_back(slice(text, at));
  return result;
}

bool flags_placeholder(std::string_view text) {
  json_info info;
  CAF_REQUIRE(validate_json(text, {}, info) == json_error::none);
  return info.has_placeholder_key;
}

using strings = std::vector<std::string>;

} // namespace

CAF_TEST(structures of the grammar are accepted) {
  // clang-format off
  check_all(true, {
    "[]", "{}", "[ ]", "{ }", "[[]]", "[[],[]]", "[{}]", "{\"a\":{}}", "{\"a\":[]}", "[1]",
    "[1,2,3]", "[null]", "[true,false,null]", "[1,null,null,null,2]", "[[[[[]]]]]", "[[[1],2],3]",
    "{\"a\":1}", "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":1}", "{\"a\":1,\"a\":2}", "{\"\":0}",
    "{\"a\":{\"b\":{\"c\":[1,{\"d\":null}]}}}", "{\"x\":[{\"id\":\"xxxx\"}],\"id\":\"xxxx\"}",
    "[{\"a\":1},{\"b\":[2]}]", "{\"min\":-1.0e+28,\"max\":1.0e+28}", "{\"foo\\u0000bar\":42}",
    "\"asd\"", "42", "-0.1", "null", "true", "false", "\"\"", "0", " [] ", "\t[\n1\r,\n2 ]\n",
    "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }", " \n\r\t1", "1 ", "{\"a\"\n:\t1}", "[\"a\"\n]", "[\n]",
    "{\n}", "[ {} , [] ]",
  });
  // clang-format on
}

CAF_TEST(numbers of the grammar are accepted whatever their size) {
  // clang-format off
  check_all(true, {
    "0", "-0", "1", "-1", "123", "10", "0.0", "-0.0", "0.5", "1.5", "-1.5", "123.456", "1e1", "1E1",
    "1e+1", "1e-1", "1E+1", "1E-1", "0e1", "0e+1", "0E0", "1.5e10", "-1.5E-10", "1e00", "1e01",
    "20e1", "123e65", "123.456e78", "-123123123123123123123123123123", "100000000000000000000",
    "1e400", "-1e400", "1e-400",
    "0.4e00669999999999999999999999999999999999999999999999999999999999999969999",
    "1.7976931348623157e308", "5e-324", "9007199254740993", "18446744073709551616",
    "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001", "[-0]",
    "[4.2e1 ]", "[0,0]", "{\"a\":1e5}",
  });
  // clang-format on
}

CAF_TEST(strings of the grammar are accepted) {
  // clang-format off
  check_all(true, {
    R"("\"")", R"("\\")", R"("\/")", R"("\b\f\n\r\t")", R"("/")", R"("\u0000")", R"("\u0041")",
    R"("\uD801\udc37")", R"("\ud83d\ude39\ud83d\udc8d")", R"("\uABCD\uabcd")", R"("\uFFFF")",
    R"("\u200B")", R"("\u2028\u2029")", R"("\\u0000")", R"("\\a")", R"("\\n")",
    R"("a/*b*/c/*d//e")", R"("\ud800")", R"("\udfff")", R"("\uDd1e\uD834")", R"("\ud800\ud800\n")",
    R"("\uD888\u1234")", R"("\uDFAA")", R"("\uD800\")" "\"", R"("\u002c")", R"("\u0022")",
    R"("\u005C")", "\"\x7f\"", "\"a\x7f" "a\"", "\" \"", "\"\xc2\x80\"", "\"\xdf\xbf\"",
    "\"\xe0\xa0\x80\"", "\"\xed\x9f\xbf\"", "\"\xee\x80\x80\"", "\"\xef\xbf\xbf\"",
    "\"\xf0\x90\x80\x80\"", "\"\xf4\x8f\xbf\xbf\"", "\"\xe2\x80\xa8\xe2\x80\xa9\"",
    "\"\xe3\x81\xa6\xe3\x81\x99\xe3\x81\xa8\"", "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"",
    "{\"\xc3\xa9\":\"\xc3\xa9\"}", "\"0123456789abcde\"", "\"0123456789abcdef\"",
    "\"0123456789abcdef0\"", "\"0123456789abcdef0123456789abcdef\\n0123456789abcdef\xc3\xa9\"",
  });
  // clang-format on
}

CAF_TEST(broken structures are refused) {
  // clang-format off
  check_all(false, {
    "", " ", "[", "]", "{", "}", "[[", "[[]", "[]]", "{}}", "{]", "[}", "[1}", "{\"a\":1]", "[1,2}",
    "[1", "[1,", "[,1]", "[1,]", "[1,,2]", "[,]", "[,,]", "[\"a\",\n4\n,1,", "[1 2]", "[1:2]",
    "[\"\":1]", "[1]x", "[1]]", "1 2", "[][]", "{}{}", "[]{}", "null null", "\"a\"\"b\"", "[1],",
    ",", ":", ",[1]", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\",1}", "{:1}", "{1:1}", "{a:1}",
    "{'a':1}", "{null:1}", "{\"a\":1,}", "{\"a\":1,,\"b\":2}", "{,\"a\":1}", "{\"a\":1 \"b\":2}",
    "{\"a\":1:2}", "{\"a\"::1}", "{\"a\":1,\"b\"", "{\"a\":1,\"b\":", "{\"a", "{\"a\"", "{\"a\":",
    "{\"a\":1", "{[]:1}", "{{}:1}", "[a]", "a", "[\"x\"", "[\"x", "*", "[*]", "[<null>]", "<.>",
    "[']", "'a'", "['a']", "[\\u0061]", "{\"a\":\"b\"}#", "{\"a\":\"b\"}//", "{\"a\":1/*c*/}",
    "// c\n1", "/**/1", "[1/**/]", "# 1", "\xef\xbb\xbf{}", "\xef\xbb\xbf", "[\f]", "[\v1]", "\f[]",
    "\xc2\xa0[]", "[\xe2\x81\xa0]", "[\xc3\xa9]", "\xe5", "[\"a\"\xe5]"sv, "[\0]"sv, "\0"sv,
    "1\0"sv, "[1]\0"sv, "{\"a\"\0:1}"sv,
  });
  // clang-format on
}

CAF_TEST(broken words are refused) {
  // clang-format off
  check_all(false, {
    "nul", "tru", "fals", "nulll", "truee", "True", "NULL", "n", "t", "f", "[nul]", "[tru]",
    "[fals]", "[truth]", "{\"x\":tru}", "undefined", "[undefined]", "nan",
    "NaN", "[NaN]", "Infinity", "-Infinity", "[-Infinity]", "[Inf]",
    "[Infinity]", "[True]", "nullnull", "[truefalse]", "[true false]",
  });
  // clang-format on
}

CAF_TEST(broken numbers are refused) {
  // clang-format off
  check_all(false, {
    "01", "00", "-01", "-00", "012", "[-012]", "-", "--1", "+1", "[++1234]", "[+1]", "[-]", "[- 1]",
    "- 1", ".", ".5", "-.5", "[.123]", "5.", "-2.", "[1.]", "0.", "1.e1", "[0.e1]", "[2.e3]",
    "[2.e+3]", ".e1", "e1", "1e", "1E", "1e+", "1e-", "1E+", "0e", "0e+", "0E", "1.0e", "1.0e+",
    "1.0e-", "[1eE2]", "1e1.5", "1e1e1", "1.2.3", "1..2", "[0.1.2]", "[0.3e]", "[9.e+]", "1 000.0",
    "1,5", "0x1", "[0x42]", "0X1", "1a", "[1a]", "[1.2a-3]", "[1.8011670033376514H-308]", "1_000",
    "[1+2]", "[0e+-1]", "1e 1", "1 e1", "[-1.0.1]", "[-2.]", "[-1x]", "[-foo]", "[-123.123foo]",
    "[\xef\xbc\x91]", "[-a]", "1f", "1n",
  });
  // clang-format on
}

CAF_TEST(broken strings are refused) {
  // clang-format off
  check_all(false, {
    "\"", "[\"", "\"a", "[\"a]", R"("\")", R"("\)",
                     "\"\\",
    R"(["\x00"])",
                     R"("\a")",
    R"("\v")", R"("\0")", R"("\'")", R"("\U0041")", R"("\u")", R"("\u0")", R"("\u00")",
    R"("\u000")", R"("\u00A)",
                     R"("\uqqqq")",
    R"("\u00G0")", R"("\uD834\uDd)",
                     R"("\uD800\u")",
    R"("\uD800\u1")", R"("\uD800\u1x")", R"("\ )"
                     "\"",
   
    R"(["\uD800\u1x"])",
                     R"("\{["\{["\{["\{)",
                     R"("\u 123")",
    R"("\u-123")", R"("\
")",
    "\"\n\"", "\"\t\"", "\"\r\"", "\"\x1f\"", "\"\x01\"", "\"\0\""sv, "\"a\0a\""sv, "\"\\\t\"",
    "\"\\\xf0\x9f\x8c\x80\"", "{\"\n\":1}", "{\"a\tb\":1}", "\"0123456789abcdef\n\"",
    "\"0123456789abcdefg\x1f" "0123456789abcdef\"", "abc\"", "\"abc\"d",
  });
  // clang-format on
}

CAF_TEST(invalid UTF-8 is refused within strings) {
  for (const auto bad : {"\x80"sv,
                         "\xbf"sv,
                         "\xc0\x80"sv,
                         "\xc1\xbf"sv,
                         "\xc2"sv,
                         "\xc2\x41"sv,
                         "\xe0\x80\x80"sv,
                         "\xe0\x9f\xbf"sv,
                         "\xe1\x80"sv,
                         "\xe1\x80\x41"sv,
                         "\xed\xa0\x80"sv,
                         "\xed\xbf\xbf"sv,
                         "\xf0\x80\x80\x80"sv,
                         "\xf0\x8f\xbf\xbf"sv,
                         "\xf1\x80\x80"sv,
                         "\xf4\x90\x80\x80"sv,
                         "\xf5\x80\x80\x80"sv,
                         "\xfe"sv,
                         "\xff"sv,
                         "\xfc\x80\x80\x80\x80\x80"sv,
                         "\xe3\x81"sv,
                         "\xc3\xa9\xff"sv}) {
    for (const auto around : {""sv, "a"sv, "0123456789abcdef"sv}) {
      const auto text = "[\""s.append(around).append(bad).append(around).append("\"]");
      CAF_CHECK(error_of(text) == json_error::malformed_utf8);
      CAF_CHECK(error_of(text, 512, false) == json_error::none);
    }
  }
}

CAF_TEST(control characters are refused also when UTF-8 is not checked) {
  for (char c = 0; c < 0x20; ++c)
    CAF_CHECK(error_of("\"x"s + c + "\"", 512, false) == json_error::malformed);
}

CAF_TEST(nesting is accepted at the limit and refused above it) {
  CAF_CHECK(error_of(nested(512, '[', ']')) == json_error::none);
  CAF_CHECK(error_of(nested(513, '[', ']')) == json_error::too_deep);
  CAF_CHECK(error_of(nested_objects(512)) == json_error::none);
  CAF_CHECK(error_of(nested_objects(513)) == json_error::too_deep);
  CAF_CHECK(error_of("[]", 1) == json_error::none);
  CAF_CHECK(error_of("[[]]", 1) == json_error::too_deep);
  CAF_CHECK(error_of("1", 0) == json_error::none);
  CAF_CHECK(error_of("[]", 0) == json_error::too_deep);
  CAF_CHECK(error_of(nested(max_json_depth, '[', ']'), 1u << 30) == json_error::none);
  CAF_CHECK(error_of(nested(max_json_depth + 1, '[', ']'), 1u << 30) == json_error::too_deep);
}

CAF_TEST(twenty thousand levels neither crash nor stall) {
  CAF_CHECK(error_of(nested(20'000, '[', ']')) == json_error::too_deep);
  CAF_CHECK(error_of(nested_objects(20'000)) == json_error::too_deep);
  CAF_CHECK(error_of(std::string(20'000, '[')) == json_error::too_deep);
  CAF_CHECK(error_of(nested(5'000'000, '[', ']')) == json_error::too_deep);
}

CAF_TEST(closing brackets are matched at every depth) {
  std::string open;
  std::string close;
  for (unsigned i = 0; i < 200; ++i) {
    const bool array = (i * 7 % 3) != 0;
    open += array ? "[" : "{\"k\":";
    close.insert(close.begin(), array ? ']' : '}');
    CAF_CHECK(valid(open + "1" + close));
    auto wrong = close;
    wrong[i / 2] = wrong[i / 2] == ']' ? '}' : ']';
    CAF_CHECK(!valid(open + "1" + wrong));
  }
}

CAF_TEST(every prefix of a text is refused) {
  const auto text = R"({"a":[1.5e3,"\u00e9\n",{"b":[true,false,null,[]]}],"c":{}})"s;
  CAF_REQUIRE(valid(text));
  for (std::size_t size = 0; size < text.size(); ++size)
    CAF_CHECK(!valid(text.substr(0, size)));
}

CAF_TEST(elements of the outermost array are located) {
  CAF_CHECK_EQUAL(elements_of("[]"), strings{});
  CAF_CHECK_EQUAL(elements_of("[ ]"), strings{});
  CAF_CHECK_EQUAL(elements_of("[1]"), strings{"1"});
  CAF_CHECK_EQUAL(elements_of(R"(["a",1,null])"), (strings{"\"a\"", "1", "null"}));
  CAF_CHECK_EQUAL(elements_of(R"(["a",[1,[2]],{"b":[3,4]},[],{}])"),
                  (strings{"\"a\"", "[1,[2]]", R"({"b":[3,4]})", "[]", "{}"}));
  CAF_CHECK_EQUAL(elements_of(" [ \"a,]\" ,\t-1.5e3\n, [ 1 ] , { \"x\" : 2 } ] "),
                  (strings{"\"a,]\"", "-1.5e3", "[ 1 ]", "{ \"x\" : 2 }"}));
  CAF_CHECK_EQUAL(elements_of(R"({"a":[1,2]})"), strings{});
  CAF_CHECK_EQUAL(elements_of("7"), strings{});
}

CAF_TEST(the kind of the text is told) {
  const auto kind = [](std::string_view text) {
    json_info info;
    CAF_REQUIRE(validate_json(text, {}, info) == json_error::none);
    return info.kind;
  };
  CAF_CHECK(kind("null") == json_kind::null);
  CAF_CHECK(kind(" true") == json_kind::boolean);
  CAF_CHECK(kind("false") == json_kind::boolean);
  CAF_CHECK(kind("-1") == json_kind::number);
  CAF_CHECK(kind("\"\"") == json_kind::string);
  CAF_CHECK(kind(" []") == json_kind::array);
  CAF_CHECK(kind("{}") == json_kind::object);
}

CAF_TEST(placeholder keys are noticed however they are written) {
  CAF_CHECK(flags_placeholder(R"({"_placeholder":true,"num":0})"));
  CAF_CHECK(flags_placeholder(R"([1,{"a":{"_placeholder":1}}])"));
  CAF_CHECK(flags_placeholder(R"({"\u005fplaceholder":true})"));
  CAF_CHECK(flags_placeholder(R"({"_placehold\u0065r":true})"));
  CAF_CHECK(!flags_placeholder(R"({"a":"_placeholder"})"));
  CAF_CHECK(!flags_placeholder(R"(["_placeholder"])"));
  CAF_CHECK(!flags_placeholder(R"({"_placeholders":1,"_placeholdex":2,"\u005eplaceholder":3})"));
}

CAF_TEST(strings are unescaped) {
  std::string scratch;
  CAF_CHECK_EQUAL(unescape(R"("plain")", scratch), "plain"sv);
  CAF_CHECK(scratch.empty());
  CAF_CHECK_EQUAL(unescape(R"("a\"\\\/\b\f\n\r\tz")", scratch), "a\"\\/\b\f\n\r\tz"sv);
  CAF_CHECK_EQUAL(unescape(R"("\u0041\u00e9\u20AC\ud83d\ude00")", scratch),
                  "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"sv);
  CAF_CHECK_EQUAL(unescape(R"("\u0000")", scratch), "\0"sv);
  CAF_CHECK_EQUAL(unescape(R"("\ud800")", scratch), "\xef\xbf\xbd"sv);
  CAF_CHECK_EQUAL(unescape(R"("\udc00\ud83d\u0041")", scratch), "\xef\xbf\xbd\xef\xbf\xbd"
                                                                "A"sv);
}

CAF_TEST(spelling is compared without unescaping) {
  CAF_CHECK(spells(R"("abc")", "abc"));
  CAF_CHECK(spells(R"("\u0061bc")", "abc"));
  CAF_CHECK(spells(R"("a\u0062\u0063")", "abc"));
  CAF_CHECK(!spells(R"("abd")", "abc"));
  CAF_CHECK(!spells(R"("ab")", "abc"));
  CAF_CHECK(!spells(R"("abcd")", "abc"));
  CAF_CHECK(!spells(R"("ab\u0063\u0064")", "abc"));
}
