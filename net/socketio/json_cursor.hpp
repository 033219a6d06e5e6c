// Walks the tokens of validated JSON text; internal to this folder.
#pragma once

#include "net/socketio/utf8.hpp"

#include <cstdint>
#include <string_view>

namespace fleetwire::socketio::detail {

enum class json_token : std::uint8_t {
  end,
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,
  string,
  number,
  literal, ///< true, false or null
};

/// Keeps no stack: in validated text a string is a key exactly if a colon follows. On other text the
/// tokens make no sense, but nothing outside of it is read and the walk ends.
class json_cursor {
public:
  explicit json_cursor(std::string_view json) noexcept
    : begin_(json.data()), p_(json.data()), end_(json.data() + json.size()) {
    // nop
  }

  json_token next() noexcept {
    while (p_ != end_ && is_separator(*p_))
      ++p_;
    start_ = p_;
    if (p_ == end_)
      return json_token::end;
    switch (*p_++) {
      case '{':
        return json_token::begin_object;
      case '}':
        return json_token::end_object;
      case '[':
        return json_token::begin_array;
      case ']':
        return json_token::end_array;
      case '"':
        return string();
      case 't':
      case 'f':
      case 'n':
        return word(json_token::literal);
      default:
        return word(json_token::number);
    }
  }

  /// The token last returned; of a string with its quotes.
  std::string_view text() const noexcept {
    return {start_, static_cast<std::size_t>(stop_ > start_ ? stop_ - start_ : p_ - start_)};
  }

  std::uint32_t begin() const noexcept { return static_cast<std::uint32_t>(start_ - begin_); }
  std::uint32_t end() const noexcept { return static_cast<std::uint32_t>(p_ - begin_); }

  /// Goes on from an offset, which must not lie before the token last returned.
  void jump(std::uint32_t offset) noexcept { p_ = begin_ + offset; }

private:
  static bool is_separator(char c) noexcept {
    return c == ',' || c == ':' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  json_token string() noexcept {
    for (;;) {
      p_ = skip_plain<false>(p_, end_);
      if (p_ == end_)
        break;
      const char c = *p_++;
      if (c == '"')
        break;
      if (c == '\\' && p_ != end_)
        ++p_;
    }
    stop_ = p_;
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t'))
      ++p_;
    if (p_ == end_ || *p_ != ':')
      return json_token::string;
    ++p_;
    return json_token::key;
  }

  json_token word(json_token token) noexcept {
    while (p_ != end_ && !is_separator(*p_) && *p_ != ']' && *p_ != '}')
      ++p_;
    return token;
  }

  const char* begin_;
  const char* p_;
  const char* end_;
  const char* start_ = nullptr;
  const char* stop_ = nullptr; ///< end of the last string, which `p_` has passed
};

} // namespace fleetwire::socketio::detail
