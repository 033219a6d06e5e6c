#include "net/http/query.hpp"

#include "net/http/chars.hpp"

#include <algorithm>

namespace fleetwire::http {

namespace {

bool continues(std::string_view text, std::size_t pos, unsigned char low,
               unsigned char high) noexcept {
  if (pos >= text.size())
    return false;
  const auto byte = static_cast<unsigned char>(text[pos]);
  return byte >= low && byte <= high;
}

struct sequence {
  std::size_t size; // bytes of the character, or of its longest beginning that could be one
  bool valid;
};

// RFC 3629: no overlong forms, no surrogates, at most U+10FFFF.
sequence sequence_at(std::string_view text, std::size_t pos) noexcept {
  const auto lead = static_cast<unsigned char>(text[pos]);
  if (lead < 0x80)
    return {1, true};
  if (lead < 0xc2 || lead > 0xf4)
    return {1, false};
  const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(text, pos + i, low, high))
      return {i, false};
    low = 0x80;
    high = 0xbf;
  }
  return {size, true};
}

} // namespace

std::string repair_utf8(std::string text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    const auto at = sequence_at(text, pos);
    if (!at.valid)
      break;
    pos += at.size;
  }
  if (pos == text.size())
    return text;
  auto out = text.substr(0, pos);
  while (pos < text.size()) {
    const auto at = sequence_at(text, pos);
    if (at.valid)
      out.append(text, pos, at.size);
    else
      out += "\xef\xbf\xbd";
    pos += at.size;
  }
  return out;
}

std::string percent_decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = text[i];
    if (c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0
        && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += c == '+' && plus_is_blank ? ' ' : c;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view bare = "-_.!~*'()";
  std::string out;
  out.reserve(text.size());
  for (auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (detail::is_alnum(byte) || bare.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

query_values parse_query(std::string_view query) {
  query_values values;
  const auto decode = [](std::string_view text) { return repair_utf8(percent_decode(text, true)); };
  for (std::size_t pos = 0; pos < query.size();) {
    const auto end = std::min(query.find('&', pos), query.size());
    const auto piece = query.substr(pos, end - pos);
    pos = end + 1;
    if (piece.empty())
      continue;
    const auto equals = std::min(piece.find('='), piece.size());
    const auto value = equals < piece.size() ? piece.substr(equals + 1) : std::string_view{};
    values.emplace_back(decode(piece.substr(0, equals)), decode(value));
  }
  return values;
}

std::string_view get(const query_values& values, std::string_view key) noexcept {
  for (const auto& [name, value] : values)
    if (name == key)
      return value;
  return {};
}

std::size_t count(const query_values& values, std::string_view key) noexcept {
  return static_cast<std::size_t>(
    std::count_if(values.begin(), values.end(), [key](const auto& v) { return v.first == key; }));
}

} // namespace fleetwire::http
