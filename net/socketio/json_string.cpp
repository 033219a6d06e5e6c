#include "net/socketio/json_text.hpp"

#include "net/socketio/utf8.hpp"

#include <cstring>

namespace fleetwire::socketio {

namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&out](std::uint32_t bits) { out += static_cast<char>(0x80 | (bits & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    tail(c);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | (c >> 12));
    tail(c >> 6);
    tail(c);
  } else {
    out += static_cast<char>(0xf0 | (c >> 18));
    tail(c >> 12);
    tail(c >> 6);
    tail(c);
  }
}

std::uint32_t hex4(const char* p) noexcept {
  std::uint32_t result = 0;
  for (int i = 0; i < 4; ++i)
    result = (result << 4) | static_cast<std::uint32_t>(detail::hex_digit(p[i]) & 15);
  return result;
}

/// Reads the escape at `p` (a backslash) and moves past it. A pair of surrogates is one character.
std::uint32_t read_escape(const char*& p, const char* end) noexcept {
  if (end - p < 2) {
    p = end;
    return 0xfffd;
  }
  const char c = p[1];
  p += 2;
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return static_cast<unsigned char>(c);
  }
  if (end - p < 4) {
    p = end;
    return 0xfffd;
  }
  const auto unit = hex4(p);
  p += 4;
  if (unit < 0xd800 || unit > 0xdfff)
    return unit;
  if (unit < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
    const auto low = hex4(p + 2);
    if (low >= 0xdc00 && low <= 0xdfff) {
      p += 6;
      return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  }
  return 0xfffd;
}

std::string_view without_quotes(std::string_view quoted) noexcept {
  return quoted.size() < 2 ? std::string_view{} : quoted.substr(1, quoted.size() - 2);
}

} // namespace

void append_unescaped(std::string& out, std::string_view quoted) {
  const auto text = without_quotes(quoted);
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    const auto* stop =
      static_cast<const char*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
    if (stop == nullptr)
      stop = end;
    out.append(p, stop);
    p = stop;
    if (p != end)
      append_utf8(out, read_escape(p, end));
  }
}

std::string_view unescape(std::string_view quoted, std::string& scratch) {
  const auto text = without_quotes(quoted);
  if (text.find('\\') == std::string_view::npos)
    return text;
  scratch.clear();
  append_unescaped(scratch, quoted);
  return scratch;
}

bool spells(std::string_view quoted, std::string_view plain) noexcept {
  const auto text = without_quotes(quoted);
  if (text.size() <= plain.size())
    return text == plain;
  const char* p = text.data();
  const char* const end = p + text.size();
  for (const char expected : plain) {
    if (p == end)
      return false;
    const auto found = *p == '\\' ? read_escape(p, end) : static_cast<unsigned char>(*p++);
    if (found != static_cast<unsigned char>(expected))
      return false;
  }
  return p == end;
}

} // namespace fleetwire::socketio
