// A slow, recursive, plain JSON parser: the oracle of the fast validator. Keeps the text of numbers;
// strings are UTF-8 with lone surrogates as three bytes.
#pragma once

#include "net/socketio/encode.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::fuzz {

struct json_value {
  char kind = 'n'; ///< n t f: the words, 0: number, ": string, [ and {
  std::string text; ///< of a number or string
  std::string key; ///< within an object
  std::vector<json_value> members;
};

class json_reference {
public:
  static std::optional<json_value> parse(std::string_view text, unsigned max_depth) {
    json_reference parser{text, max_depth};
    json_value result;
    if (!parser.value(result, 0))
      return std::nullopt;
    parser.space();
    return parser.at_ == text.size() ? std::optional{std::move(result)} : std::nullopt;
  }

private:
  json_reference(std::string_view text, unsigned max_depth) : text_(text), max_depth_(max_depth) {
    // nop
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\x01'; }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }

  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }

  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n')
      ++at_;
  }

  bool value(json_value& out, unsigned depth) {
    space();
    out.kind = peek();
    switch (peek()) {
      case 'n':
        return take("null");
      case 't':
        return take("true");
      case 'f':
        return take("false");
      case '"':
        return string(out.text);
      case '[':
      case '{':
        return depth < max_depth_ && container(out, depth + 1);
      default:
        out.kind = '0';
        return number(out.text);
    }
  }

  bool container(json_value& out, unsigned depth) {
    const bool object = take('{');
    const char close = object ? '}' : ']';
    if (!object)
      take('[');
    space();
    if (take(close))
      return true;
    do {
      auto& member = out.members.emplace_back();
      space();
      if (object && !(string(member.key) && (space(), take(':'))))
        return false;
      if (!value(member, depth))
        return false;
      space();
    } while (take(','));
    return take(close);
  }

  bool digits() {
    const auto begin = at_;
    while (peek() >= '0' && peek() <= '9')
      ++at_;
    return at_ > begin;
  }

  bool number(std::string& out) {
    const auto begin = at_;
    take('-');
    if (!take('0') && !digits())
      return false;
    if (take('.') && !digits())
      return false;
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      if (!digits())
        return false;
    }
    out = text_.substr(begin, at_ - begin);
    return true;
  }

  bool string(std::string& out) {
    if (!take('"'))
      return false;
    while (at_ < text_.size() && peek() != '"') {
      std::uint32_t c = 0;
      if (!(peek() == '\\' ? escape(c) : character(c)))
        return false;
      append(out, c);
    }
    return take('"');
  }

  bool escape(std::uint32_t& out) {
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view values = "\"\\/\b\f\n\r\t";
    ++at_;
    if (take('u')) {
      if (!hex(out))
        return false;
      const auto before = at_;
      std::uint32_t low = 0;
      if (out >= 0xd800 && out < 0xdc00 && take("\\u") && hex(low) && low >= 0xdc00 && low < 0xe000)
        out = 0x10000 + (out - 0xd800) * 0x400 + (low - 0xdc00);
      else
        at_ = before;
      return true;
    }
    const auto index = names.find(peek());
    if (at_ == text_.size() || index == std::string_view::npos)
      return false;
    out = static_cast<unsigned char>(values[index]);
    ++at_;
    return true;
  }

  bool hex(std::uint32_t& out) {
    static constexpr std::string_view digits = "0123456789abcdefABCDEF";
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const auto digit = digits.find(peek());
      if (at_ == text_.size() || digit == std::string_view::npos)
        return false;
      out = out * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
    }
    return true;
  }

  bool character(std::uint32_t& out) {
    const auto lead = static_cast<unsigned char>(text_[at_++]);
    out = lead;
    if (lead < 0x80)
      return lead >= 0x20;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc0 || lead >= 0xf8)
      return false;
    out = lead & (0x3fu >> more);
    for (int i = 0; i < more; ++i) {
      if (at_ == text_.size() || (text_[at_] & 0xc0) != 0x80)
        return false;
      out = out * 64 + (static_cast<unsigned char>(text_[at_++]) & 0x3fu);
    }
    static constexpr std::uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    return out >= least[more] && out < 0x110000 && (out < 0xd800 || out > 0xdfff);
  }

  static void append(std::string& out, std::uint32_t c) {
    const int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static constexpr unsigned leads[] = {0, 0xc0, 0xe0, 0xf0};
    out += static_cast<char>(leads[more] | (c >> (6 * more)));
    for (int i = more - 1; i >= 0; --i)
      out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3f));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned max_depth_;
};

inline void write_json(std::string& out, const json_value& value) {
  switch (value.kind) {
    case 'n':
      out += "null";
      return;
    case 't':
      out += "true";
      return;
    case 'f':
      out += "false";
      return;
    case '0':
      out += value.text;
      return;
    case '"':
      socketio::append_json_string(out, value.text);
      return;
    default:
      break;
  }
  out += value.kind;
  bool first = true;
  for (const auto& member : value.members) {
    if (!std::exchange(first, false))
      out += ',';
    if (value.kind == '{') {
      socketio::append_json_string(out, member.key);
      out += ':';
    }
    write_json(out, member);
  }
  out += value.kind == '{' ? '}' : ']';
}

/// Indices of the placeholders in their order, as the reference implementation would find them; one
/// that names no attachment as -1.
inline void find_indices(std::vector<long>& out, const json_value& value, unsigned attachments) {
  const json_value* flag = nullptr;
  const json_value* num = nullptr;
  for (const auto& member : value.members) {
    if (value.kind == '{' && member.key == "_placeholder")
      flag = &member;
    else if (value.kind == '{' && member.key == "num")
      num = &member;
  }
  if (flag == nullptr || flag->kind != 't') {
    for (const auto& member : value.members)
      find_indices(out, member, attachments);
    return;
  }
  const bool plain = num != nullptr && num->kind == '0' && num->text.size() < 10
                     && num->text.find_first_not_of("0123456789") == std::string::npos;
  const long index = plain ? std::stol(num->text) : -1;
  out.push_back(index < static_cast<long>(attachments) ? index : -1);
}

} // namespace fleetwire::fuzz
