#include "net/http/chunk_scanner.hpp"

#include "net/http/chars.hpp"

#include <algorithm>

namespace fleetwire::http {

chunk_scanner::chunk_scanner(const guard_limits& limits) noexcept
  : max_header_{limits.max_chunk_header},
    extensions_left_{limits.max_chunk_extensions},
    body_left_{limits.max_body},
    trailers_{limits, head_scanner::section::trailers} {}

chunk_scanner::section chunk_scanner::current() const noexcept {
  if (state_ == state::data)
    return section::data;
  return trailers_.done() ? section::done : section::between;
}

std::size_t chunk_scanner::put(std::string_view bytes) noexcept {
  if (fault_ != violation::none)
    return 0;
  if (state_ == state::data) {
    const auto taken = std::min<std::uint64_t>(size_, bytes.size());
    size_ -= taken;
    if (size_ == 0)
      state_ = state::data_cr;
    return static_cast<std::size_t>(taken);
  }
  std::size_t taken = 0;
  while (taken < bytes.size() && state_ != state::data && state_ != state::trailers) {
    if (!step(bytes[taken]))
      return taken;
    ++taken;
  }
  if (state_ == state::trailers) {
    taken += trailers_.put(bytes.substr(taken));
    fault_ = trailers_.error();
  }
  return taken;
}

bool chunk_scanner::fail(violation fault) noexcept {
  fault_ = fault;
  return false;
}

bool chunk_scanner::step(char c) noexcept {
  switch (state_) {
    case state::size:
      return size_digit(c);
    case state::extension:
      if (++line_length_ > max_header_ || extensions_left_ == 0)
        return fail(violation::chunk_header_too_large);
      --extensions_left_;
      if (c == '\r')
        state_ = state::size_lf;
      else if (!is_text(c))
        return fail(c == '\n' ? violation::bad_line_ending : violation::bad_chunk);
      return true;
    case state::size_lf:
      return c == '\n' ? end_line() : fail(violation::bad_line_ending);
    case state::data_cr:
      state_ = state::data_lf;
      return c == '\r' || fail(violation::bad_chunk);
    case state::data_lf:
      state_ = state::size;
      return c == '\n' || fail(violation::bad_chunk);
    default:
      return false;
  }
}

bool chunk_scanner::size_digit(char c) noexcept {
  if (++line_length_ > max_header_)
    return fail(violation::chunk_header_too_large);
  if (const auto digit = hex_value(c); digit >= 0) {
    if (++digits_ > 16)
      return fail(violation::bad_chunk);
    size_ = size_ * 16 + static_cast<std::uint64_t>(digit);
    return true;
  }
  if (digits_ == 0)
    return fail(violation::bad_chunk);
  if (c == '\r')
    state_ = state::size_lf;
  else if (c == ';')
    state_ = state::extension;
  else
    return fail(c == '\n' ? violation::bad_line_ending : violation::bad_chunk);
  return true;
}

bool chunk_scanner::end_line() noexcept {
  line_length_ = 0;
  digits_ = 0;
  if (size_ == 0) {
    state_ = state::trailers;
    return true;
  }
  if (size_ > body_left_)
    return fail(violation::body_too_large);
  body_left_ -= size_;
  state_ = state::data;
  return true;
}

} // namespace fleetwire::http
