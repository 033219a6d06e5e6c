#include "net/socketio/json_text.hpp"

#include "net/socketio/utf8.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace fleetwire::socketio {

namespace {

constexpr std::string_view placeholder_key = "_placeholder";

bool is_digit(char c) noexcept {
  return static_cast<unsigned char>(c - '0') < 10;
}

/// The innermost container stands in `in_array_`, those around it as bits on a stack.
template <bool CheckUtf8>
class validator {
public:
  validator(std::string_view text, unsigned max_depth, std::vector<span>* elements) noexcept
    : begin_(text.data()),
      p_(text.data()),
      end_(text.data() + text.size()),
      max_depth_(std::min(max_depth, max_json_depth)),
      elements_(elements) {
    // nop
  }

  json_error run(json_info& info) {
    space();
    if (p_ == end_)
      return json_error::malformed;
    info.kind = kind_of({p_, 1});
    if (info.kind != json_kind::array)
      elements_ = nullptr;
    for (;;) {
      if (depth_ == 1)
        element_ = p_;
      const auto found = start_value();
      if (found == started::bad)
        return error_;
      if (found == started::container)
        continue;
      if (!finish_value())
        return error_;
      if (depth_ == 0)
        break;
    }
    space();
    info.has_placeholder_key = has_placeholder_key_;
    return p_ == end_ ? json_error::none : json_error::malformed;
  }

private:
  enum class started { bad, complete, container };

  void space() noexcept {
    while (p_ != end_ && static_cast<unsigned char>(*p_) <= ' '
           && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t'))
      ++p_;
  }

  started start_value() noexcept {
    if (p_ == end_)
      return started::bad;
    switch (*p_) {
      case '"':
        return string() ? started::complete : started::bad;
      case '{':
        return open(false);
      case '[':
        return open(true);
      case 't':
        return literal("true", 4);
      case 'f':
        return literal("false", 5);
      case 'n':
        return literal("null", 4);
      default:
        return number() ? started::complete : started::bad;
    }
  }

  /// A value ended: closes what ends with it and goes to where the next one starts, if there is one.
  bool finish_value() {
    for (;;) {
      if (depth_ == 0)
        return true;
      if (depth_ == 1 && elements_ != nullptr)
        elements_->push_back({offset(element_), offset(p_)});
      space();
      if (p_ == end_)
        return false;
      if (*p_ == ',') {
        ++p_;
        space();
        return in_array_ || key();
      }
      if (*p_ != (in_array_ ? ']' : '}'))
        return false;
      ++p_;
      close();
    }
  }

  started open(bool array) noexcept {
    if (depth_ == max_depth_) {
      error_ = json_error::too_deep;
      return started::bad;
    }
    auto& word = stack_[depth_ / 64];
    const auto bit = std::uint64_t{1} << (depth_ % 64);
    word = in_array_ ? (word | bit) : (word & ~bit);
    ++depth_;
    in_array_ = array;
    ++p_;
    space();
    if (p_ != end_ && *p_ == (array ? ']' : '}')) {
      ++p_;
      close();
      return started::complete;
    }
    return array || key() ? started::container : started::bad;
  }

  void close() noexcept {
    --depth_;
    in_array_ = (stack_[depth_ / 64] >> (depth_ % 64)) & 1;
  }

  bool key() noexcept {
    if (p_ == end_ || *p_ != '"')
      return false;
    const char* const start = p_;
    escaped_ = false;
    if (!string())
      return false;
    const std::string_view quoted{start, static_cast<std::size_t>(p_ - start)};
    if (escaped_ || quoted.size() == placeholder_key.size() + 2)
      has_placeholder_key_ = has_placeholder_key_ || spells(quoted, placeholder_key);
    space();
    if (p_ == end_ || *p_ != ':')
      return false;
    ++p_;
    space();
    return true;
  }

  bool string() noexcept {
    ++p_;
    for (;;) {
      p_ = detail::skip_plain<CheckUtf8>(p_, end_);
      if (p_ == end_)
        return false;
      if (*p_ == '"') {
        ++p_;
        return true;
      }
      if (*p_ == '\\') {
        if (!escape())
          return false;
      } else if (static_cast<unsigned char>(*p_) < 0x20 || !multibyte()) {
        return false;
      }
    }
  }

  bool multibyte() noexcept {
    while (p_ != end_ && static_cast<unsigned char>(*p_) >= 0x80) {
      const auto size = detail::utf8_sequence(p_, end_);
      if (size == 0) {
        error_ = json_error::malformed_utf8;
        return false;
      }
      p_ += size;
    }
    return true;
  }

  bool escape() noexcept {
    escaped_ = true;
    if (end_ - p_ < 2)
      return false;
    const char c = p_[1];
    if (c == 'u') {
      if (end_ - p_ < 6)
        return false;
      for (int i = 2; i < 6; ++i)
        if (detail::hex_digit(p_[i]) < 0)
          return false;
      p_ += 6;
      return true;
    }
    p_ += 2;
    return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r'
           || c == 't';
  }

  bool digits() noexcept {
    if (p_ == end_ || !is_digit(*p_))
      return false;
    do
      ++p_;
    while (p_ != end_ && is_digit(*p_));
    return true;
  }

  bool number() noexcept {
    if (*p_ == '-')
      ++p_;
    if (p_ != end_ && *p_ == '0')
      ++p_;
    else if (!digits())
      return false;
    if (p_ != end_ && *p_ == '.') {
      ++p_;
      if (!digits())
        return false;
    }
    if (p_ != end_ && (*p_ == 'e' || *p_ == 'E')) {
      ++p_;
      if (p_ != end_ && (*p_ == '+' || *p_ == '-'))
        ++p_;
      return digits();
    }
    return true;
  }

  started literal(const char* text, std::ptrdiff_t size) noexcept {
    if (end_ - p_ < size || std::memcmp(p_, text, static_cast<std::size_t>(size)) != 0)
      return started::bad;
    p_ += size;
    return started::complete;
  }

  std::uint32_t offset(const char* at) const noexcept {
    return static_cast<std::uint32_t>(at - begin_);
  }

  const char* begin_;
  const char* p_;
  const char* end_;
  const char* element_ = nullptr; ///< where the outermost array's element under way began
  unsigned depth_ = 0;
  unsigned max_depth_;
  bool in_array_ = false;
  bool escaped_ = false;
  bool has_placeholder_key_ = false;
  json_error error_ = json_error::malformed;
  std::vector<span>* elements_;
  std::uint64_t stack_[max_json_depth / 64]; ///< left uninitialised: a bit is written before read
};

} // namespace

json_error validate_json(std::string_view text, const json_options& options, json_info& info,
                         std::vector<span>* elements) {
  if (elements != nullptr)
    elements->clear();
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    return json_error::malformed;
  return options.check_utf8 ? validator<true>{text, options.max_depth, elements}.run(info)
                            : validator<false>{text, options.max_depth, elements}.run(info);
}

json_kind kind_of(std::string_view json) noexcept {
  switch (json.empty() ? 'n' : json.front()) {
    case '{':
      return json_kind::object;
    case '[':
      return json_kind::array;
    case '"':
      return json_kind::string;
    case 't':
    case 'f':
      return json_kind::boolean;
    case 'n':
      return json_kind::null;
    default:
      return json_kind::number;
  }
}

} // namespace fleetwire::socketio
