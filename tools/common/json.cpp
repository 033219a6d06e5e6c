#include "tools/common/json.hpp"

#include <charconv>

namespace fleetwire::tools {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [point](int shift) {
    return static_cast<char>(0x80 | ((point >> shift) & 0x3f));
  };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += {static_cast<char>(0xc0 | (point >> 6)), tail(0)};
  } else if (point < 0x10000) {
    out += {static_cast<char>(0xe0 | (point >> 12)), tail(6), tail(0)};
  } else {
    out += {static_cast<char>(0xf0 | (point >> 18)), tail(12), tail(6), tail(0)};
  }
}

} // namespace

class json_reader {
public:
  explicit json_reader(std::string_view text) : text_(text) {
    // nop
  }

  bool document(json& out) { return value(out, 0) && (skip(), text_.empty()); }

private:
  bool value(json& out, int depth) {
    skip();
    if (text_.empty() || depth > json::max_depth)
      return false;
    switch (text_.front()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out.type_ = json::kind::text;
        return string(out.text_);
      case 't':
        return word(out, "true", json::kind::boolean);
      case 'f':
        return word(out, "false", json::kind::boolean);
      case 'n':
        return word(out, "null", json::kind::null);
      default:
        return number(out);
    }
  }

  bool object(json& out, int depth) {
    out.type_ = json::kind::object;
    text_.remove_prefix(1);
    if (take('}'))
      return true;
    do {
      auto& [key, member] = out.members_.emplace_back();
      skip();
      if (!string(key) || !take(':') || !value(member, depth + 1))
        return false;
    } while (take(','));
    return take('}');
  }

  bool array(json& out, int depth) {
    out.type_ = json::kind::array;
    text_.remove_prefix(1);
    if (take(']'))
      return true;
    do {
      if (!value(out.items_.emplace_back(), depth + 1))
        return false;
    } while (take(','));
    return take(']');
  }

  bool word(json& out, std::string_view name, json::kind type) {
    if (!text_.starts_with(name))
      return false;
    text_.remove_prefix(name.size());
    out.type_ = type;
    out.text_ = name;
    return true;
  }

  bool number(json& out) {
    const auto rest = text_;
    const auto minus = text_.starts_with('-') ? 1u : 0u;
    text_.remove_prefix(minus);
    const bool zero = text_.starts_with('0');
    const auto whole = digits();
    if (whole == 0 || (zero && whole > 1))
      return false;
    if (text_.starts_with('.') && (text_.remove_prefix(1), digits() == 0))
      return false;
    if (text_.starts_with('e') || text_.starts_with('E')) {
      text_.remove_prefix(1);
      if (text_.starts_with('+') || text_.starts_with('-'))
        text_.remove_prefix(1);
      if (digits() == 0)
        return false;
    }
    out.type_ = json::kind::number;
    out.text_ = rest.substr(0, rest.size() - text_.size());
    return true;
  }

  std::size_t digits() {
    std::size_t n = 0;
    while (n < text_.size() && is_digit(text_[n]))
      ++n;
    text_.remove_prefix(n);
    return n;
  }

  bool string(std::string& out) {
    out.clear();
    if (!text_.starts_with('"'))
      return false;
    text_.remove_prefix(1);
    while (!text_.empty()) {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"')
        return true;
      if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && !escape(out)))
        return false;
      if (c != '\\')
        out += c;
    }
    return false;
  }

  bool escape(std::string& out) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (text_.empty())
      return false;
    const char c = text_.front();
    text_.remove_prefix(1);
    if (const auto i = names.find(c); i != std::string_view::npos)
      return out += meant[i], true;
    std::uint32_t unit = 0;
    if (c != 'u' || !hex(unit))
      return false;
    std::uint32_t low = 0;
    if (unit >= 0xd800 && unit < 0xdc00 && text_.starts_with("\\u")) {
      text_.remove_prefix(2);
      if (!hex(low))
        return false;
    }
    const bool pair = low >= 0xdc00 && low < 0xe000;
    const bool lone = !pair && unit >= 0xd800 && unit < 0xe000;
    append_utf8(out, pair   ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                     : lone ? 0xfffd
                            : unit);
    if (low != 0 && !pair)
      append_utf8(out, low >= 0xd800 && low < 0xe000 ? 0xfffd : low);
    return true;
  }

  bool hex(std::uint32_t& out) {
    const auto four = text_.substr(0, 4);
    const auto [end, ec] = std::from_chars(four.data(), four.data() + four.size(), out, 16);
    if (four.size() < 4 || ec != std::errc{} || end != four.data() + 4)
      return false;
    text_.remove_prefix(4);
    return true;
  }

  bool take(char c) {
    skip();
    if (!text_.starts_with(c))
      return false;
    text_.remove_prefix(1);
    return true;
  }

  void skip() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }

  std::string_view text_;
};

std::optional<json> json::parse(std::string_view text) {
  json out;
  if (!json_reader{text}.document(out))
    return std::nullopt;
  return out;
}

double json::number() const noexcept {
  double x = 0;
  if (is(kind::number))
    std::from_chars(text_.data(), text_.data() + text_.size(), x);
  return x;
}

const json& json::operator[](std::string_view key) const noexcept {
  static const json nothing;
  for (const auto& [name, member] : members_)
    if (name == key)
      return member;
  return nothing;
}

} // namespace fleetwire::tools
