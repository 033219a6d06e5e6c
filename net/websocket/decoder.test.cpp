#define CAF_SUITE net.websocket.decoder

#include "net/websocket/decoder.hpp"

#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "caf/test/dsl.hpp"

using namespace fleetwire::websocket;
using namespace std::string_literals;

namespace {

using kind = event::kind;

// A line per event, so that a difference can be read.
using events = std::vector<std::string>;

std::string describe(const event& e) {
  static const char* names[] = {"need_more", "text", "binary", "ping", "pong", "close", "error"};
  std::string result = names[static_cast<size_t>(e.what)];
  if (e.what == kind::close || e.what == kind::error)
    result += " " + std::to_string(static_cast<unsigned>(e.code));
  return result + ": " + std::string{e.payload};
}

// Decodes pieces whose sizes `step` names. Each piece lies in memory of its own size, so that the
// address sanitizer sees what reads beyond it or too late.
events decode(decoder& d, std::string_view bytes, const std::function<size_t(size_t)>& step) {
  events result;
  for (size_t at = 0; at < bytes.size();) {
    auto size = std::min(step(at), bytes.size() - at);
    std::vector<char> piece(bytes.begin() + at, bytes.begin() + at + size);
    at += size;
    std::span<char> input{piece};
    for (;;) {
      auto e = d.next(input);
      if (e.what == kind::need_more)
        break;
      result.push_back(describe(e));
    }
    CAF_REQUIRE(input.empty());
  }
  return result;
}

events decode_whole(decoder& d, std::string_view bytes) {
  return decode(d, bytes, [&](size_t) { return bytes.size(); });
}

constexpr size_t limit = 70000;

// Every rule is checked whole, byte by byte and split in two at every place (of long inputs: near
// both ends and at some places between).
void check(const std::string& bytes, const events& expected, role who = role::server,
           size_t max_message = limit) {
  decoder whole{who, max_message};
  CAF_REQUIRE_EQUAL(decode_whole(whole, bytes), expected);
  decoder single{who, max_message};
  CAF_REQUIRE_EQUAL(decode(single, bytes, [](size_t) { return 1; }), expected);
  for (size_t at = 1; at < bytes.size(); at += at < 300 || at + 50 > bytes.size() ? 1 : 4999) {
    decoder split{who, max_message};
    auto step = [&](size_t from) { return from == 0 ? at : bytes.size(); };
    CAF_REQUIRE_EQUAL(decode(split, bytes, step), expected);
  }
}

std::string masked(opcode code, std::string_view payload, bool fin = true) {
  std::string out;
  append_masked_frame(out, code, payload, 0xA1B2C3D4, fin);
  return out;
}

std::string plain(opcode code, std::string_view payload, bool fin = true) {
  std::string out;
  append_frame(out, code, payload, fin);
  return out;
}

std::string text(std::string_view payload) {
  return masked(opcode::text, payload);
}
std::string start(std::string_view payload) {
  return masked(opcode::text, payload, false);
}
std::string more(std::string_view payload) {
  return masked(opcode::continuation, payload, false);
}
std::string last(std::string_view payload) {
  return masked(opcode::continuation, payload);
}
std::string ping(std::string_view payload) {
  return masked(opcode::ping, payload);
}
std::string close(unsigned code, std::string_view reason = {}) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code)};
  return masked(opcode::close, payload.append(reason));
}

const std::string key = "\x01\x02\x03\x04";

} // namespace

CAF_TEST(an idle decoder is small and holds nothing) {
  CAF_CHECK(sizeof(decoder) <= 48);
  decoder d{role::server, limit};
  CAF_CHECK(d.idle());
  CAF_CHECK_EQUAL(decode_whole(d, text("a") + ping("b") + text("c")).size(), 3u);
  CAF_CHECK(d.idle());
  decode_whole(d, text("whole") + text("partial").substr(0, 8));
  CAF_CHECK(!d.idle());
  CAF_CHECK_EQUAL(decode_whole(d, text("partial").substr(8)), events{"text: partial"});
  CAF_CHECK(d.idle());
  decode_whole(d, start("open"));
  CAF_CHECK(!d.idle());
  CAF_CHECK_EQUAL(decode_whole(d, last("ed")), events{"text: opened"});
  CAF_CHECK(d.idle());
  decode_whole(d, text("x").substr(0, 1));
  CAF_CHECK(!d.idle());
  decode_whole(d, text("x").substr(1));
  CAF_CHECK(d.idle());
}

CAF_TEST(a whole frame is unmasked in place and not copied) {
  auto bytes = text("in place") + text("next");
  std::span<char> input{bytes};
  decoder d{role::server, limit};
  auto e = d.next(input);
  CAF_CHECK_EQUAL(std::string{e.payload}, "in place");
  CAF_CHECK(e.payload.data() == bytes.data() + 6);
  CAF_CHECK_EQUAL(input.size(), text("next").size());
}

CAF_TEST(messages of every length form arrive) {
  for (size_t size : {0, 1, 7, 8, 125, 126, 127, 65535, 65536, 70000}) {
    std::string payload(size, 'p');
    check(text(payload) + ping(""), {"text: " + payload, "ping: "});
    check(masked(opcode::binary, payload) + ping(""), {"binary: " + payload, "ping: "});
    check(plain(opcode::binary, payload) + plain(opcode::pong, "p"),
          {"binary: " + payload, "pong: p"}, role::client);
  }
}

CAF_TEST(fragments are joined and control frames come between them) {
  check(start("one ") + more("") + more("two ") + last("three") + text("four"),
        {"text: one two three", "text: four"});
  check(start("a") + ping("1") + more("b") + masked(opcode::pong, "2") + last("c"),
        {"ping: 1", "pong: 2", "text: abc"});
  check(masked(opcode::binary, "\xFF", false) + last("\xFE"), {"binary: \xFF\xFE"});
  check(start("") + last(""), {"text: "});
  check(start("lost") + close(1000, "bye") + last("never"), {"close 1000: bye"});
}

CAF_TEST(reserved bits and opcodes are refused) {
  for (unsigned bits : {0x40, 0x20, 0x10, 0x70})
    check({static_cast<char>(0x81 | bits)}, {});
  for (unsigned bits : {0x40, 0x20, 0x10, 0x70})
    for (auto good : {text("x"), ping("x"), start("x") + last("x")}) {
      good[0] = static_cast<char>(good[0] | bits);
      check(good, {"error 1002: "});
    }
  for (unsigned code : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    check(masked(static_cast<opcode>(code), ""), {"error 1002: "});
}

CAF_TEST(the mask is what the role demands) {
  check(plain(opcode::text, "x"), {"error 1002: "}, role::server);
  check(masked(opcode::text, "x"), {"error 1002: "}, role::client);
  check(plain(opcode::text, "x"), {"text: x"}, role::client);
  check(masked(opcode::text, "x"), {"text: x"}, role::server);
}

CAF_TEST(control frames are whole and short) {
  for (auto code : {opcode::ping, opcode::pong, opcode::close})
    check(masked(code, "", false), {"error 1002: "});
  check(ping(std::string(125, 'p')), {"ping: " + std::string(125, 'p')});
  check(ping(std::string(126, 'p')), {"error 1002: "});
  check(close(1000, std::string(123, 'r')), {"close 1000: " + std::string(123, 'r')});
  check(close(1000, std::string(124, 'r')), {"error 1002: "});
}

CAF_TEST(fragments come in order) {
  check(last("x"), {"error 1002: "});
  check(more("x"), {"error 1002: "});
  check(text("x") + last("y"), {"text: x", "error 1002: "});
  check(start("x") + text("y"), {"error 1002: "});
  check(start("x") + masked(opcode::binary, "y", false), {"error 1002: "});
  check(start("x") + last("y") + last("z"), {"text: xy", "error 1002: "});
}

CAF_TEST(lengths take the fewest bytes) {
  check("\x82\xFE\x00\x7D"s + key, {"error 1002: "});
  check("\x82\xFE\x00\x7E"s + key, {});
  check("\x82\xFF\0\0\0\0\0\0\xFF\xFF"s + key, {"error 1002: "});
  check("\x82\xFF\0\0\0\0\0\1\0\0"s + key, {});
  check("\x82\xFF\x80\0\0\0\0\1\0\0"s, {"error 1002: "});
  check("\x82\xFF\x80\0\0\0\0\0\0\0"s, {"error 1002: "});
  check("\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, {"error 1009: "});
}

CAF_TEST(the limit holds for the announced length) {
  auto header = [](size_t size) { return text(std::string(size, 'x')).substr(0, 4); };
  check(text(std::string(1000, 'x')), {"text: " + std::string(1000, 'x')}, role::server, 1000);
  check(header(1000), {}, role::server, 1000);
  check(header(1001), {"error 1009: "}, role::server, 1000);
  check(text(""), {"text: "}, role::server, 0);
  check(text("x").substr(0, 2), {"error 1009: "}, role::server, 0);
  check(ping("beyond") + text(""), {"ping: beyond", "text: "}, role::server, 0);
}

CAF_TEST(the limit holds for all fragments together) {
  check(start("12345") + more("678") + last("90"), {"text: 1234567890"}, role::server, 10);
  check(start("12345") + more("678") + last("901").substr(0, 2), {"error 1009: "}, role::server,
        10);
  check(start("1234567890") + more("") + last("x"), {"error 1009: "}, role::server, 10);
  check(start("1234567890") + last("") + text("1234567890"),
        {"text: 1234567890", "text: 1234567890"}, role::server, 10);
}

CAF_TEST(text is valid UTF-8 and faults are seen early) {
  check(text("\U0001F69A"), {"text: \U0001F69A"});
  check(start("\xF0\x9F") + more("\x9A") + ping("") + last("\x9A"), {"ping: ", "text: \U0001F69A"});
  check(text("\xED\xA0\x80"), {"error 1007: "});
  check(text("cut \xC3"), {"error 1007: "});
  check(start("cut \xC3") + last(""), {"error 1007: "});
  check(start("\xC3") + last("x"), {"error 1007: "});
  check(masked(opcode::binary, "\xED\xA0\x80"), {"binary: \xED\xA0\x80"});
  // Of a long frame only the beginning is here, and it cannot be healed.
  auto beginning = text("ok \xF4\x90" + std::string(50, 'x')).substr(0, 6 + 5);
  check(beginning, {"error 1007: "});
  check(beginning.substr(0, beginning.size() - 1), {});
}

CAF_TEST(a close says its code and reason) {
  check(masked(opcode::close, ""), {"close 1005: "});
  check(masked(opcode::close, "\x03"), {"error 1002: "});
  check(close(1001), {"close 1001: "});
  check(close(4000, "za\xC3\xBC"), {"close 4000: za\xC3\xBC"});
  check(close(1000, "\xC3"), {"error 1007: "});
  check(close(1000, "\xFF"), {"error 1007: "});
  for (unsigned code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    check(close(code, "\xFF"), {"error 1002: "});
  for (unsigned code : {1000, 1003, 1007, 1014, 3000, 4999})
    check(close(code), {"close " + std::to_string(code) + ": "});
}

CAF_TEST(nothing follows a close or an error) {
  check(close(1000) + text("late") + close(1001), {"close 1000: "});
  check(last("") + text("late") + close(1001), {"error 1002: "});
  decoder d{role::server, limit};
  decode_whole(d, start("open") + close(1000) + "rest");
  CAF_CHECK(d.idle());
  CAF_CHECK(decode_whole(d, text("late")).empty());
  CAF_CHECK(d.idle());
}

CAF_TEST(an assembled message is followed by readable bytes) {
  for (size_t size = 1; size < 3000; size += 41) {
    decoder d{role::server, limit};
    auto bytes = start(std::string(size / 2, 'x')) + last(std::string(size - size / 2, 'x'));
    std::span<char> input{bytes};
    auto e = d.next(input);
    CAF_REQUIRE_EQUAL(e.payload.size(), size);
    char copy[decoder::padding];
    std::memcpy(copy, e.payload.data() + size, sizeof(copy));
    CAF_CHECK_EQUAL(copy[0], '\0');
  }
}

CAF_TEST(a moved decoder goes on where the other was) {
  decoder first{role::server, limit};
  decode_whole(first, start("he") + last("llo").substr(0, 3));
  auto second = std::move(first);
  CAF_CHECK_EQUAL(decode_whole(second, last("llo").substr(3)), events{"text: hello"});
}

CAF_TEST(random streams mean the same however they are split) {
  std::mt19937 random{20260807};
  auto pick = [&](size_t n) { return random() % n; };
  for (int round = 0; round < 300; ++round) {
    std::string bytes;
    for (int frame = 0; frame < 12; ++frame) {
      auto payload = std::string(pick(pick(4) == 0 ? 400 : 20), static_cast<char>('a' + pick(26)));
      auto code = static_cast<opcode>("\0\1\2\2\1\x9\xA"[pick(7)]);
      append_masked_frame(bytes, code, payload, static_cast<uint32_t>(random()), pick(5) != 0);
    }
    if (pick(3) == 0)
      bytes[pick(bytes.size())] ^= static_cast<char>(1 << pick(8));
    decoder whole{role::server, 1000};
    auto expected = decode_whole(whole, bytes);
    for (int again = 0; again < 10; ++again) {
      decoder split{role::server, 1000};
      auto width = 1 + pick(200);
      CAF_REQUIRE_EQUAL(decode(split, bytes, [&](size_t) { return 1 + pick(width); }), expected);
    }
  }
}
