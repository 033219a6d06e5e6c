#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

/// The outcome of every storage operation.
namespace fleetwire::storage {

enum class errc : std::uint8_t {
  ok = 0,
  invalid,       ///< the caller's mistake: an empty key, a value beyond the limit
  busy,          ///< another process holds the file longer than the wait allows
  read_only,     ///< the file or its folder may not be written
  full,          ///< no space left
  corrupt,       ///< the file is damaged or no database
  newer_version, ///< written by a later release; opening it could destroy what that one knows
  io,            ///< the device or the file system failed
  conflict,      ///< a unique index or another constraint says no
  overloaded,    ///< too much waits already; nothing was done
  closed,        ///< the store has ended
};

std::string_view to_string(errc code) noexcept;

/// A code, and a sentence for the log that names the file and the reason.
class [[nodiscard]] status {
public:
  status() = default;
  status(errc code, std::string detail) : code_(code), detail_(std::move(detail)) {
    // nop
  }

  explicit operator bool() const noexcept { return code_ == errc::ok; }

  errc code() const noexcept { return code_; }

  const std::string& detail() const& noexcept { return detail_; }

  std::string detail() && noexcept { return std::move(detail_); }

private:
  errc code_ = errc::ok;
  std::string detail_;
};

} // namespace fleetwire::storage
