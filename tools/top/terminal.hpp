#pragma once

#include <termios.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/top/view.hpp"

namespace fleetwire::top {

struct pressed {
  key what = key::none;
  char character = 0;
};

/// The terminal on standard input and output, taken over while this lives: keys come one by one, a
/// second screen hides what was there. Given back by the destructor, which signals also lead to.
class terminal {
public:
  terminal();
  ~terminal();
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  struct size {
    std::size_t width = 80;
    std::size_t height = 24;
  };
  size dimensions() const noexcept;
  void draw(const std::vector<std::string>& lines);
  /// Keys until that time; returns early with none when the size changed or an end is wanted.
  pressed wait(std::chrono::steady_clock::time_point until);
  /// SIGINT, SIGTERM or SIGHUP came, or the terminal is gone.
  bool ended() const noexcept;

private:
  pressed decode();
  bool fill(int milliseconds);

  termios before_{};
  std::string input_;
  bool gone_ = false;
};

} // namespace fleetwire::top
