#include <fleetwire/value.hpp>

#include "actors/contract/json_cursor.hpp"
#include "net/socketio/encode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace fleetwire {

namespace {

/// What most objects fit into.
constexpr std::size_t usual_object = 240;

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

unsigned hex4(std::string_view digits) noexcept {
  unsigned code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return code;
}

/// Resolves the \u escape whose digits begin at `at`, with its second half; moves `at` behind it.
void append_escaped_code(std::string& out, std::string_view text, std::size_t& at) {
  constexpr unsigned replacement = 0xFFFD;
  auto code = hex4(text.substr(at, 4));
  at += 4;
  bool high = code >= 0xD800 && code < 0xDC00;
  if (high && text.substr(at, 2) == "\\u") {
    auto low = hex4(text.substr(at + 2, 4));
    if (low >= 0xDC00 && low < 0xE000) {
      at += 6;
      append_utf8(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
      return;
    }
  }
  append_utf8(out, code >= 0xD800 && code < 0xE000 ? replacement : code);
}

/// The content of a JSON string without its quotes, escapes resolved.
std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    char c = text[at + 1];
    at += 2;
    switch (c) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u':
        append_escaped_code(out, text, at);
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Calls `visit(key, value)` for each child; the key is empty in arrays. Stops when it returns false.
template <class F>
void walk(std::string_view text, F&& visit) {
  contract::json_cursor in{text};
  std::string_view key;
  if (text.starts_with('{') && in.enter_object()) {
    while (in.next_member(key))
      if (!visit(key, in.take().raw()))
        return;
  } else if (text.starts_with('[') && in.enter_array()) {
    while (in.next_element())
      if (!visit(key, in.take().raw()))
        return;
  }
}

/// Numbers of few digits and no exponent, as most on the wire are: a whole number that a double holds
/// exactly, divided by a power of ten that it holds exactly, is rounded once, so it is the nearest.
std::optional<double> short_decimal(std::string_view text) noexcept {
  constexpr std::size_t most_digits = 15;
  static constexpr double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool is_negative = text.starts_with('-');
  if (is_negative)
    text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto digits = point == text.size() ? point : text.size() - 1;
  if (point == 0 || point + 1 == text.size() || digits > most_digits)
    return std::nullopt;
  std::int64_t whole = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == point)
      continue;
    if (text[at] < '0' || text[at] > '9')
      return std::nullopt;
    whole = 10 * whole + (text[at] - '0');
  }
  const auto size = static_cast<double>(whole) / powers[digits - point];
  return is_negative ? -size : size;
}

/// Most numbers on the wire have few digits: prices, distances, degrees. Two decimals of up to 15 digits
/// are never the same double, so one that reads back the same is the shortest; within these bounds it
/// is not longer than with an exponent, either.
bool append_short_decimal(std::string& out, double number) {
  constexpr int places = 6;
  constexpr double scale = 1e6;
  const double size = std::fabs(number);
  if (!(size >= 1e-3 && size < 1e5)) {
    if (number != 0 || std::signbit(number))
      return false;
    out += '0';
    return true;
  }
  auto scaled = static_cast<std::int64_t>(size * scale + 0.5);
  if (static_cast<double>(scaled) / scale != size)
    return false;
  std::array<char, 16> digits;
  char* at = digits.data() + digits.size();
  int left = places;
  for (; left > 0 && scaled % 10 == 0; --left)
    scaled /= 10;
  if (left > 0) {
    for (; left > 0; --left, scaled /= 10)
      *--at = static_cast<char>('0' + scaled % 10);
    *--at = '.';
  }
  do {
    *--at = static_cast<char>('0' + scaled % 10);
    scaled /= 10;
  } while (scaled > 0);
  if (number < 0)
    *--at = '-';
  out.append(at, digits.data() + digits.size());
  return true;
}

} // namespace

value::kind value::type() const noexcept {
  if (text_.empty())
    return kind::missing;
  switch (text_[0]) {
    case 'n':
      return kind::null;
    case 't':
    case 'f':
      return kind::boolean;
    case '"':
      return kind::string;
    case '[':
      return kind::array;
    case '{':
      return as_binary() ? kind::binary : kind::object;
    default:
      return kind::number;
  }
}

std::optional<bool> value::as_bool() const noexcept {
  if (text_ == "true")
    return true;
  if (text_ == "false")
    return false;
  return std::nullopt;
}

std::optional<std::int64_t> value::as_int() const noexcept {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
  if (error != std::errc{} || end != text_.data() + text_.size())
    return std::nullopt;
  return number;
}

std::optional<double> value::as_double() const noexcept {
  if (const auto usual = short_decimal(text_))
    return usual;
  double number = 0;
  if (text_.empty() || (text_[0] != '-' && (text_[0] < '0' || text_[0] > '9')))
    return std::nullopt;
  auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
  if (error != std::errc{} || end != text_.data() + text_.size())
    return std::nullopt;
  return number;
}

std::optional<std::string> value::as_string() const {
  if (text_.size() < 2 || text_[0] != '"')
    return std::nullopt;
  auto content = text_.substr(1, text_.size() - 2);
  if (content.find('\\') == std::string_view::npos)
    return std::string{content};
  return unescape(content);
}

attachment value::as_binary() const noexcept {
  if (attachments_.empty() || text_.empty() || text_[0] != '{')
    return nullptr;
  bool marked = false;
  std::optional<std::int64_t> index;
  walk(text_, [&](std::string_view key, std::string_view child) {
    if (key == "_placeholder")
      marked = child == "true";
    else if (key == "num")
      index = value{child}.as_int();
    return true;
  });
  if (!marked || !index || *index < 0 || static_cast<std::size_t>(*index) >= attachments_.size())
    return nullptr;
  return attachments_[static_cast<std::size_t>(*index)];
}

value value::operator[](std::string_view key) const {
  std::string_view found;
  if (!text_.empty() && text_[0] == '{')
    walk(text_, [&](std::string_view raw, std::string_view child) {
      bool same = raw.find('\\') == std::string_view::npos ? raw == key : unescape(raw) == key;
      if (same)
        found = child;
      return true;
    });
  return value{found, attachments_};
}

value value::operator[](std::size_t index) const {
  std::string_view found;
  if (!text_.empty() && text_[0] == '[')
    walk(text_, [&](std::string_view, std::string_view child) {
      if (index-- != 0)
        return true;
      found = child;
      return false;
    });
  return value{found, attachments_};
}

std::size_t value::size() const noexcept {
  std::size_t count = 0;
  walk(text_, [&](std::string_view, std::string_view) {
    ++count;
    return true;
  });
  return count;
}

void value::for_each(const std::function<void(value)>& element) const {
  walk(text_, [&](std::string_view, std::string_view child) {
    element(value{child, attachments_});
    return true;
  });
}

void value::for_each_member(const std::function<void(std::string_view, value)>& member) const {
  walk(text_, [&](std::string_view key, std::string_view child) {
    member(key, value{child, attachments_});
    return true;
  });
}

void append_json_string(std::string& out, std::string_view text) {
  socketio::append_json_string(out, text, socketio::lone_surrogates::replace);
}

void append_json_number(std::string& out, double number) {
  if (append_short_decimal(out, number))
    return;
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  static_cast<void>(error); // the shortest form of a double always fits
  out.append(buffer.data(), end);
}

void object::begin(std::string_view key) {
  if (text_.size() > 1)
    text_ += ',';
  else
    text_.reserve(usual_object); // instead of growing there by doubling
  append_json_string(text_, key);
  text_ += ':';
}

object& object::add(std::string_view key, std::string_view text) {
  begin(key);
  append_json_string(text_, text);
  return *this;
}

object& object::add(std::string_view key, bool flag) {
  begin(key);
  text_ += flag ? "true" : "false";
  return *this;
}

object& object::add(std::string_view key, double number) {
  begin(key);
  append_json_number(text_, number);
  return *this;
}

object& object::add(std::string_view key, std::int64_t number) {
  begin(key);
  text_ += std::to_string(number);
  return *this;
}

object& object::add(std::string_view key, std::nullptr_t) {
  begin(key);
  text_ += "null";
  return *this;
}

object& object::add(std::string_view key, const json& text) {
  begin(key);
  text_ += text.text.empty() ? "null" : text.text;
  return *this;
}

} // namespace fleetwire
