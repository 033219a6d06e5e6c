#define CAF_SUITE net.websocket.utf8

#include "net/websocket/utf8.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace std::string_literals;
using fleetwire::websocket::utf8_checker;
using fleetwire::websocket::valid_utf8;

namespace {

// The naive encoding of a code point, also of those that must not be encoded.
std::string encode(uint32_t c) {
  auto tail = [](uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (c < 0x80)
    return {static_cast<char>(c)};
  if (c < 0x800)
    return {static_cast<char>(0xC0 | c >> 6), tail(c)};
  if (c < 0x10000)
    return {static_cast<char>(0xE0 | c >> 12), tail(c >> 6), tail(c)};
  return {static_cast<char>(0xF0 | c >> 18), tail(c >> 12), tail(c >> 6), tail(c)};
}

// After how many bytes of `text` the checker gives up, or its size + 1 if it never does.
size_t gives_up_after(const std::string& text) {
  utf8_checker checker;
  for (size_t i = 0; i < text.size(); ++i)
    if (!checker.write({&text[i], 1}))
      return i + 1;
  return text.size() + 1;
}

} // namespace

CAF_TEST(every code point and nothing else is valid) {
  size_t wrong = 0;
  for (uint32_t c = 0; c < 0x140000; ++c) {
    auto expected = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    wrong += valid_utf8(encode(c)) != expected;
  }
  CAF_CHECK_EQUAL(wrong, 0u);
}

CAF_TEST(overlong forms and foreign bytes are refused) {
  for (const auto& text : {"\xC0\x80"s, "\xC1\xBF"s, "\xE0\x80\x80"s, "\xE0\x9F\xBF"s,
                           "\xF0\x80\x80\x80"s, "\xF0\x8F\xBF\xBF"s, "\xF8\x88\x80\x80\x80"s,
                           "\xFE"s, "\xFF"s, "\x80"s, "\xBF"s, "\xC2\x41"s, "\xE1\x80\xC0"s})
    CAF_CHECK(!valid_utf8(text));
}

CAF_TEST(a text that ends inside a character is incomplete and not yet wrong) {
  for (const auto& text : {"\xC2"s, "\xE1\x80"s, "\xF1\x80\x80"s}) {
    utf8_checker checker;
    CAF_CHECK(checker.write(text));
    CAF_CHECK(!checker.complete());
    CAF_CHECK(!valid_utf8(text));
    CAF_CHECK(checker.write("\x80"));
    CAF_CHECK(checker.complete());
  }
}

CAF_TEST(a fault is seen on the first byte that cannot be healed) {
  CAF_CHECK_EQUAL(gives_up_after("ab\xF4\x90\x80\x80"), 4u);
  CAF_CHECK_EQUAL(gives_up_after("\xED\xA0\x80"), 2u);
  CAF_CHECK_EQUAL(gives_up_after("\xE0\x9F\x80"), 2u);
  CAF_CHECK_EQUAL(gives_up_after("\xF0\x8F\x80\x80"), 2u);
  CAF_CHECK_EQUAL(gives_up_after("\xC1\x80"), 1u);
  CAF_CHECK_EQUAL(gives_up_after("\xCE\xBA\xE1\xBD\xB9"), 6u);
}

CAF_TEST(a fault is found wherever it lies among ascii) {
  for (size_t size = 1; size < 80; ++size)
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      CAF_REQUIRE(valid_utf8(text));
      text[at] = '\x80';
      CAF_REQUIRE(!valid_utf8(text));
      text[at] = '\xC3';
      CAF_REQUIRE(!valid_utf8(text));
      if (at + 1 < size) {
        text[at + 1] = '\xA9';
        CAF_REQUIRE(valid_utf8(text));
      }
    }
}

CAF_TEST(a reset checker has forgotten the fault) {
  utf8_checker checker;
  CAF_CHECK(!checker.write("\xE0\x80"));
  checker.reset();
  CAF_CHECK(checker.write("plain"));
  CAF_CHECK(checker.complete());
}

CAF_TEST(a text is judged alike whole and byte by byte) {
  size_t wrong = 0;
  for (int lead = 0x80; lead < 0x100; ++lead)
    for (int second = 0; second < 0x100; ++second)
      for (auto third : {0x7F, 0x80, 0xBF, 0xC0, 0xF0})
        for (auto fourth : {0x41, 0x80}) {
          std::string text;
          for (auto byte : {lead, second, third, fourth, 0x41})
            text += static_cast<char>(byte);
          wrong += valid_utf8(text) != (gives_up_after(text) > text.size());
        }
  CAF_CHECK_EQUAL(wrong, 0u);
}
