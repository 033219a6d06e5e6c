#pragma once

#include <fleetwire/value.hpp>

#include <cstddef>
#include <string_view>

namespace fleetwire::contract {

/// Reads JSON that is known to be valid from its beginning to its end, each byte once: for bodies with
/// many values, where looking each member up, or at its length first, would read them again and again.
/// Who enters something walks to its end.
class json_cursor {
public:
  explicit json_cursor(std::string_view text) noexcept : text_(text) {}

  /// Enters the array or object that comes next; false if it is something else.
  bool enter_array() noexcept { return enter('['); }
  bool enter_object() noexcept { return enter('{'); }
  /// Whether there is another element; then it comes next. Leaves the array if there is none.
  bool next_element() noexcept {
    skip_space();
    if (is(','))
      ++at_;
    else if (is(']')) {
      ++at_;
      return false;
    }
    return at_ < text_.size();
  }
  /// The same of an object; `raw_key` is as it stands between its quotes.
  bool next_member(std::string_view& raw_key) noexcept {
    skip_space();
    if (is(','))
      ++at_, skip_space();
    if (!is('"')) {
      at_ += at_ < text_.size() ? 1 : 0;
      return false;
    }
    const auto begin = at_ + 1;
    skip_string();
    raw_key = text_.substr(begin, at_ - begin - 1);
    skip_space();
    at_ += is(':') ? 1 : 0;
    return true;
  }
  /// Whatever comes next, as a whole.
  value take() noexcept {
    skip_space();
    const auto begin = at_;
    if (is('"'))
      skip_string();
    else if (is('{') || is('['))
      skip_container();
    else
      skip_word();
    return value{text_.substr(begin, at_ - begin)};
  }

private:
  bool is(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
  bool enter(char bracket) noexcept {
    skip_space();
    if (!is(bracket))
      return false;
    ++at_;
    return true;
  }
  static bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  void skip_space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_]))
      ++at_;
  }
  void skip_string() noexcept {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      at_ += text_[at_] == '\\' ? 1 : 0;
    at_ = at_ < text_.size() ? at_ + 1 : text_.size();
  }
  void skip_word() noexcept {
    const auto ends = [](char c) { return c == ',' || c == ']' || c == '}' || is_space(c); };
    while (at_ < text_.size() && !ends(text_[at_]))
      ++at_;
  }
  void skip_container() noexcept {
    for (std::size_t depth = 0; at_ < text_.size();) {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      ++at_;
      if (c == '{' || c == '[')
        ++depth;
      else if ((c == '}' || c == ']') && --depth == 0)
        return;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace fleetwire::contract
