#include "tools/top/terminal.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace fleetwire::top {

namespace {

volatile sig_atomic_t end_wanted = 0;
volatile sig_atomic_t resized = 0;

void on_signal(int which) {
  if (which == SIGWINCH)
    resized = 1;
  else
    end_wanted = 1;
}

/// Other screen, no cursor, no line wrap; and back.
constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/// How long the rest of a key's sequence may take; a lone Esc is known after it.
constexpr int sequence_milliseconds = 30;

void put(std::string_view text) {
  while (!text.empty()) {
    const auto written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN)
      return;
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (end_wanted)
      return;
  }
}

} // namespace

terminal::terminal() {
  tcgetattr(STDIN_FILENO, &before_);
  struct sigaction action{};
  action.sa_handler = on_signal; // no SA_RESTART: poll() shall end
  for (int which : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH})
    sigaction(which, &action, nullptr);
  auto raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  raw.c_cc[VSUSP] = _POSIX_VDISABLE; // stopped, it would leave the terminal like this
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  put(enter);
}

terminal::~terminal() {
  put(leave);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

bool terminal::ended() const noexcept {
  return gone_ || end_wanted != 0;
}

terminal::size terminal::dimensions() const noexcept {
  winsize found{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0 || found.ws_row == 0)
    return {};
  return {found.ws_col, found.ws_row};
}

void terminal::draw(const std::vector<std::string>& lines) {
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // Erased first: after a full line the cursor still stands on its last column.
    out += "\x1b[K";
    out += lines[i];
    if (i + 1 < lines.size())
      out += "\r\n";
  }
  put(out += "\x1b[J");
}

bool terminal::fill(int milliseconds) {
  pollfd wanted{STDIN_FILENO, POLLIN, 0};
  if (poll(&wanted, 1, milliseconds) <= 0)
    return false;
  std::array<char, 64> bytes{};
  const auto size = read(STDIN_FILENO, bytes.data(), bytes.size());
  if (size <= 0) {
    gone_ = size == 0 || errno != EINTR;
    return false;
  }
  input_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

pressed terminal::decode() {
  const char first = input_.front();
  if (first != '\x1b') {
    input_.erase(0, 1);
    if (first == '\r' || first == '\n')
      return {key::enter};
    if (first == '\x7f' || first == '\b')
      return {key::back};
    return first == '\t' ? pressed{key::tab} : pressed{key::other, first};
  }
  if (input_.size() == 1 && !fill(sequence_milliseconds)) {
    input_.clear();
    return {key::back};
  }
  // ESC [ parameters letter, or ESC O letter.
  std::size_t end = 2;
  while (end < input_.size() && (input_[end] == ';' || (input_[end] >= '0' && input_[end] <= '9')))
    ++end;
  const auto sequence = input_.substr(1, end);
  input_.erase(0, end + 1);
  if (sequence == "[A" || sequence == "OA")
    return {key::up};
  if (sequence == "[B" || sequence == "OB")
    return {key::down};
  if (sequence == "[C" || sequence == "OC")
    return {key::enter};
  if (sequence == "[D" || sequence == "OD")
    return {key::back};
  if (sequence == "[5~")
    return {key::page_up};
  return sequence == "[6~" ? pressed{key::page_down} : pressed{};
}

pressed terminal::wait(std::chrono::steady_clock::time_point until) {
  if (!input_.empty())
    return decode();
  const auto left =
    std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  if (resized) {
    resized = 0;
    put("\x1b[2J");
    return {};
  }
  if (!end_wanted && fill(static_cast<int>(std::max<std::int64_t>(left.count(), 0))))
    return decode();
  return {};
}

} // namespace fleetwire::top
