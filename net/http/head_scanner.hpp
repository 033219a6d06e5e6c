#pragma once

#include "net/http/guard.hpp"

#include <cstddef>
#include <string_view>

namespace fleetwire::http {

/// Looks at the raw bytes of a head (or of a trailer section) in whatever pieces they come, finds
/// its end and refuses what a parser would not show any more or would wait for without bound: bare
/// CR and LF, folded lines, control characters, endless lines. A request line that cannot become
/// one is refused at its first wrong byte, so that other protocols are not waited for.
class head_scanner {
public:
  enum class section : std::uint8_t { request, trailers };

  head_scanner(const guard_limits& limits, section part) noexcept;

  /// Takes bytes up to the end of the section and returns how many; all unless done or faulty.
  std::size_t put(std::string_view bytes) noexcept;

  bool done() const noexcept { return state_ == state::done; }

  violation error() const noexcept { return fault_; }

  /// Whether any byte came.
  bool started() const noexcept { return size_ > 0; }

  /// Bytes of the empty line that clients may send before a request; parsers do not want it.
  std::size_t skipped() const noexcept { return skipped_; }

private:
  enum class state : std::uint8_t {
    start,    // before the request line
    start_lf, // after a CR there
    method,   // of the request line
    target,   // of the request line and what follows on it
    line_start,
    name,
    value,
    line_lf, // after the CR of a line
    end_lf,  // after the CR of the empty line
    done,
  };

  std::size_t skip_plain(std::string_view bytes) noexcept;
  bool step(char c) noexcept;
  bool begin(char c) noexcept;
  bool line_start(char c) noexcept;
  bool request_line(char c) noexcept;
  bool fail(violation fault) noexcept;

  const std::size_t max_size_;
  const std::size_t max_request_line_;
  const std::size_t max_lines_;
  std::size_t size_ = 0;
  std::size_t lines_ = 0;
  std::size_t skipped_ = 0;
  const section section_;
  state state_;
  violation fault_ = violation::none;
};

} // namespace fleetwire::http
