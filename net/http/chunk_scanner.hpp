#pragma once

#include "net/http/guard.hpp"
#include "net/http/head_scanner.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fleetwire::http {

/// Follows the raw bytes of a chunked body, bounds what lies between the data and finds its end.
/// Lets a parser see whole chunk headers only.
class chunk_scanner {
public:
  enum class section : std::uint8_t {
    between, // end of the chunk before, a size line, and after the last chunk the trailers
    data,
    done,
  };

  explicit chunk_scanner(const guard_limits& limits) noexcept;

  /// Takes bytes of the current section only and returns how many: 0 only for no bytes, at the end
  /// or after a fault.
  std::size_t put(std::string_view bytes) noexcept;

  section current() const noexcept;

  violation error() const noexcept { return fault_; }

private:
  enum class state : std::uint8_t { size, extension, size_lf, data, data_cr, data_lf, trailers };

  bool step(char c) noexcept;
  bool size_digit(char c) noexcept;
  bool end_line() noexcept;
  bool fail(violation fault) noexcept;

  const std::size_t max_header_;
  std::size_t extensions_left_;
  std::uint64_t body_left_;
  std::uint64_t size_ = 0; // of the chunk, then what is left of it
  std::size_t line_length_ = 0;
  std::size_t digits_ = 0;
  head_scanner trailers_;
  state state_ = state::size;
  violation fault_ = violation::none;
};

} // namespace fleetwire::http
