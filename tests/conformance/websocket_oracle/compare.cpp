#include "tests/conformance/websocket_oracle/oracle.hpp"

#include "net/websocket/utf8.hpp"

#include <algorithm>

namespace fleetwire::conformance {
namespace {

using websocket::close_code;
using websocket::event;

const observed nothing{event::kind::need_more, close_code::no_status, {}};

bool is_error(const observed& what, close_code code) {
  return what.what == event::kind::error && what.code == code;
}

bool is_close(const observed& what, unsigned low, unsigned high) {
  auto code = static_cast<unsigned>(what.code);
  return what.what == event::kind::close && code >= low && code <= high;
}

// A 64-bit length whose top bit is set stands somewhere in the bytes.
bool has_top_bit(std::string_view bytes) {
  for (size_t i = 1; i + 1 < bytes.size(); ++i)
    if ((bytes[i] & 0x7F) == 0x7F && (bytes[i + 1] & 0x80))
      return true;
  return false;
}

// The text is right so far and ends inside a character.
bool cut_inside_character(const std::string& text) {
  websocket::utf8_checker checker;
  return checker.write(text) && !checker.complete();
}

difference review(const stream_case& input, const observed& codec, const observed& beast) {
  if (is_error(codec, close_code::protocol_error)) {
    if (is_error(beast, close_code::message_too_big) && has_top_bit(input.bytes))
      return difference::length_top_bit;
    if (is_close(beast, 5000, 65535))
      return difference::code_beyond_4999;
  }
  if (is_close(codec, 1014, 1014) && is_error(beast, close_code::protocol_error))
    return difference::bad_gateway;
  if (is_error(codec, close_code::invalid_payload)) {
    if (is_error(beast, close_code::protocol_error))
      return difference::reason_utf8;
    if (beast.what == event::kind::text && cut_inside_character(beast.payload))
      return difference::empty_final_frame;
  }
  return difference::unreviewed;
}

difference first_difference(const stream_case& input, const verdict& found) {
  auto [c, b] =
    std::mismatch(found.codec.begin(), found.codec.end(), found.beast.begin(), found.beast.end());
  if (c == found.codec.end() && b == found.beast.end())
    return difference::none;
  return review(input, c == found.codec.end() ? nothing : *c,
                b == found.beast.end() ? nothing : *b);
}

} // namespace

std::string to_string(const observed& what) {
  static const char* names[] = {"need_more", "text", "binary", "ping", "pong", "close", "error"};
  std::string result = names[static_cast<size_t>(what.what)];
  if (what.what == event::kind::close || what.what == event::kind::error)
    result += " " + std::to_string(static_cast<unsigned>(what.code));
  return result + " [" + std::to_string(what.payload.size()) + "] " + what.payload.substr(0, 60);
}

std::string to_string(const std::vector<observed>& what) {
  std::string result;
  for (auto& one : what)
    result += "  " + to_string(one) + "\n";
  return result;
}

std::vector<observed> codec_events(const stream_case& input) {
  std::vector<observed> result;
  websocket::decoder decoder{input.role, input.max_message};
  for (size_t at = 0; at < input.bytes.size();) {
    // A piece of its own, so that the address sanitizer knows its end.
    auto size = std::min(input.read_size, input.bytes.size() - at);
    std::vector<char> piece(input.bytes.begin() + static_cast<ptrdiff_t>(at),
                            input.bytes.begin() + static_cast<ptrdiff_t>(at + size));
    at += size;
    std::span<char> left{piece};
    for (auto next = decoder.next(left); next.what != event::kind::need_more;
         next = decoder.next(left))
      result.push_back({next.what, next.code, std::string{next.payload}});
  }
  return result;
}

verdict compare(const stream_case& input) {
  verdict result;
  result.codec = codec_events(input);
  result.beast = beast_events(input);
  result.what = first_difference(input, result);
  auto waits = result.beast.size() + 1 == result.codec.size()
               && result.codec.back().what == event::kind::error
               && result.codec.back().code != close_code::invalid_payload;
  if (result.what != difference::unreviewed || !waits)
    return result;
  // Beast may wait for the rest of a header that is broken already: give it one.
  auto longer = input;
  longer.bytes.append(websocket::max_header_size, '\0');
  result.beast = beast_events(longer);
  result.what = first_difference(longer, result);
  if (result.what == difference::none)
    result.what = difference::early_header;
  return result;
}

} // namespace fleetwire::conformance
