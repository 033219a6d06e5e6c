#include "actors/systems/identity/jwt/members.hpp"

#include <algorithm>

namespace fleetwire::systems::identity::jwt {

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A recursive descent over JSON text that only says whether it is well formed.
class scanner {
public:
  explicit scanner(std::string_view text) noexcept : text_(text) {}

  std::size_t at() const noexcept { return at_; }
  bool duplicate() const noexcept { return duplicate_; }
  bool at_end() const noexcept { return at_ == text_.size(); }

  void space() noexcept {
    while (!at_end()
           && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }

  bool take(char c) noexcept {
    bool there = !at_end() && text_[at_] == c;
    at_ += there;
    return there;
  }

  /// Visits each member with its name and the text of its value.
  template <class F>
  bool object(int depth, F&& visit) {
    if (depth > max_depth || !take('{'))
      return false;
    space();
    if (take('}'))
      return true;
    do {
      space();
      auto name_at = at_;
      if (!string(/*plain*/ true))
        return false;
      auto name = text_.substr(name_at + 1, at_ - name_at - 2);
      space();
      if (!take(':'))
        return false;
      space();
      auto value_at = at_;
      if (!any(depth) || !visit(name, text_.substr(value_at, at_ - value_at)))
        return false;
      space();
    } while (take(','));
    return take('}');
  }

  void found_duplicate() noexcept { duplicate_ = true; }

private:
  bool any(int depth) {
    if (at_end())
      return false;
    switch (text_[at_]) {
      case '{':
        return inner_object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string(false);
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool inner_object(int depth) {
    std::vector<std::string_view> names;
    return object(depth, [&](std::string_view name, std::string_view) {
      duplicate_ |= std::find(names.begin(), names.end(), name) != names.end();
      names.push_back(name);
      return !duplicate_ && names.size() <= max_members;
    });
  }

  bool array(int depth) {
    if (depth > max_depth || !take('['))
      return false;
    space();
    if (take(']'))
      return true;
    do {
      space();
      if (!any(depth))
        return false;
      space();
    } while (take(','));
    return take(']');
  }

  bool word(std::string_view expected) noexcept {
    bool there = text_.substr(at_, expected.size()) == expected;
    at_ += there ? expected.size() : 0;
    return there;
  }

  bool digits() noexcept {
    auto began = at_;
    while (!at_end() && is_digit(text_[at_]))
      ++at_;
    return at_ > began;
  }

  bool number() noexcept {
    take('-');
    if (!take('0') && !digits())
      return false;
    if (take('.') && !digits())
      return false;
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      return digits();
    }
    return true;
  }

  /// A plain string has no escapes, so that two names are equal when their texts are.
  bool string(bool plain) noexcept {
    if (!take('"'))
      return false;
    while (!at_end()) {
      auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"')
        return take('"');
      if (c < 0x20 || (c == '\\' && plain))
        return false;
      if (c >= 0x80 ? !utf8() : !(c == '\\' ? escape() : take(static_cast<char>(c))))
        return false;
    }
    return false;
  }

  bool escape() noexcept {
    ++at_;
    if (at_end())
      return false;
    if (take('u')) {
      auto hex = text_.substr(at_, 4);
      at_ += hex.size();
      return hex.size() == 4 && std::all_of(hex.begin(), hex.end(), is_hex);
    }
    bool known = std::string_view{"\"\\/bfnrt"}.find(text_[at_]) != std::string_view::npos;
    at_ += known;
    return known;
  }

  /// One sequence, neither overlong nor a surrogate nor beyond U+10FFFF.
  bool utf8() noexcept {
    auto lead = static_cast<unsigned char>(text_[at_]);
    std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text_.size() - at_ < length)
      return false;
    auto second = static_cast<unsigned char>(text_[at_ + 1]);
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high)
      return false;
    for (std::size_t i = 2; i < length; ++i)
      if ((static_cast<unsigned char>(text_[at_ + i]) & 0xC0) != 0x80)
        return false;
    at_ += length;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool duplicate_ = false;
};

} // namespace

members_fault members::read(std::string_view text) {
  entries_.clear();
  scanner in{text};
  in.space();
  bool valid = in.object(1, [&](std::string_view name, std::string_view raw) {
    if ((*this)[name].exists())
      in.found_duplicate();
    entries_.push_back({name, raw});
    return !in.duplicate() && entries_.size() <= max_members;
  });
  in.space();
  if (valid && in.at_end())
    return members_fault::none;
  entries_.clear();
  return in.duplicate() ? members_fault::duplicate : members_fault::not_json;
}

value members::operator[](std::string_view name) const noexcept {
  for (const auto& each : entries_)
    if (each.name == name)
      return value{each.text};
  return value{};
}

} // namespace fleetwire::systems::identity::jwt
