#include "net/http/head_scanner.hpp"

#include "net/http/chars.hpp"

namespace fleetwire::http {

namespace {

// Method, blanks and version around the target.
constexpr std::size_t around_target = max_method + 10;

} // namespace

head_scanner::head_scanner(const guard_limits& limits, section part) noexcept
  : max_size_{part == section::request ? limits.max_head : limits.max_trailers},
    max_request_line_{limits.max_target + around_target},
    max_lines_{limits.max_headers},
    section_{part},
    state_{part == section::request ? state::start : state::line_start} {}

std::size_t head_scanner::put(std::string_view bytes) noexcept {
  std::size_t taken = 0;
  while (taken < bytes.size() && state_ != state::done && fault_ == violation::none) {
    const auto plain = skip_plain(bytes.substr(taken));
    taken += plain;
    if (plain > 0)
      continue;
    if (!step(bytes[taken]))
      break;
    ++taken;
  }
  return taken;
}

// Most of a head is characters that change nothing.
std::size_t head_scanner::skip_plain(std::string_view bytes) noexcept {
  if (state_ != state::value && state_ != state::name)
    return 0;
  const auto room = max_size_ + skipped_ - size_;
  const auto wanted = state_ == state::value ? detail::text : detail::token;
  const auto size = detail::run_of(bytes.substr(0, room), wanted);
  size_ += size;
  return size;
}

bool head_scanner::fail(violation fault) noexcept {
  fault_ = fault;
  return false;
}

bool head_scanner::step(char c) noexcept {
  if (++size_ > max_size_ + skipped_)
    return fail(section_ == section::request ? violation::head_too_large
                                             : violation::trailers_too_large);
  switch (state_) {
    case state::start:
    case state::start_lf:
      return begin(c);
    case state::method:
    case state::target:
      return request_line(c);
    case state::line_start:
      return line_start(c);
    case state::name:
      if (c == ':')
        state_ = state::value;
      else if (!is_token(c))
        return fail(violation::bad_header_name);
      return true;
    case state::value:
      if (c == '\r')
        state_ = state::line_lf;
      else if (!is_text(c))
        return fail(c == '\n' ? violation::bad_line_ending : violation::control_character);
      return true;
    case state::line_lf:
    case state::end_lf:
      if (c != '\n')
        return fail(violation::bad_line_ending);
      state_ = state_ == state::line_lf ? state::line_start : state::done;
      return true;
    case state::done:
      break;
  }
  return false;
}

bool head_scanner::begin(char c) noexcept {
  if (state_ == state::start && c == '\r' && skipped_ == 0) {
    state_ = state::start_lf;
    return true;
  }
  if (state_ == state::start_lf) {
    if (c != '\n')
      return fail(violation::bad_line_ending);
    skipped_ = 2;
    state_ = state::start;
    return true;
  }
  if (!is_token(c))
    return fail(violation::bad_method);
  state_ = state::method;
  return true;
}

bool head_scanner::request_line(char c) noexcept {
  const auto length = size_ - skipped_;
  if (state_ == state::method) {
    if (c == ' ')
      state_ = state::target;
    else if (!is_token(c))
      return fail(violation::bad_method);
    else if (length > max_method)
      return fail(violation::unknown_method);
    return true;
  }
  if (c == '\r') {
    state_ = state::line_lf;
    return true;
  }
  if (c != ' ' && !is_target(c))
    return fail(c == '\n' ? violation::bad_line_ending : violation::bad_target);
  return length > max_request_line_ ? fail(violation::target_too_long) : true;
}

bool head_scanner::line_start(char c) noexcept {
  if (c == '\r') {
    state_ = state::end_lf;
    return true;
  }
  if (c == ' ' || c == '\t')
    return fail(violation::folded_line);
  if (c == '\n')
    return fail(violation::bad_line_ending);
  if (!is_token(c))
    return fail(violation::bad_header_name);
  if (++lines_ > max_lines_)
    return fail(violation::too_many_headers);
  state_ = state::name;
  return true;
}

} // namespace fleetwire::http
