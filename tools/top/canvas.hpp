#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// Lines of text with styles, cut to a width. Pure.
namespace fleetwire::top {

enum class style : std::uint8_t { plain, bold, dim, good, warn, bad, title, selected };

/// One line of the screen. Counts what is visible; styles and multi-byte characters cost nothing.
class line {
public:
  line(std::size_t width, bool colours) : width_(width), colours_(colours) {}
  /// Text from the network may hold anything: control characters become blanks.
  line& add(std::string_view text, style as = style::plain);
  /// Text in a column of its own, cut or filled up.
  line& left(std::string_view text, std::size_t columns, style as = style::plain);
  line& right(std::string_view text, std::size_t columns, style as = style::plain);
  /// Blanks up to that column.
  line& to(std::size_t column);
  std::size_t used() const noexcept { return used_; }
  std::string take() noexcept { return std::move(text_); }

private:
  std::size_t width_;
  bool colours_;
  std::size_t used_ = 0;
  std::string text_;
};

/// Columns of a text in UTF-8, one for each character.
std::size_t columns_of(std::string_view text) noexcept;

std::string count_text(double value);   ///< 999, 12.3k, 4.56M
std::string bytes_text(double value);   ///< 12.3 MB
std::string seconds_text(double value); ///< 340 us, 1.2 ms, 3.4 s
std::string age_text(double seconds);   ///< 12s, 3m05s, 2h10m, 4d03h
std::string percent_text(double share);

/// The latest values, one character each, the highest as high as `top` or the greatest of them.
std::string sparkline(const std::deque<double>& values, std::size_t columns, double top = 0);
std::string bar(double share, std::size_t columns);

} // namespace fleetwire::top
