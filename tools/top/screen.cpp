#include "tools/top/screen.hpp"

#include <unistd.h>

#include <cstdio>
#include <thread>

#include "tools/common/http_client.hpp"
#include "tools/top/terminal.hpp"
#include "tools/top/view.hpp"

namespace fleetwire::top {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds patience{2'000};
constexpr std::size_t printed_width = 160;

double seconds_now() {
  return std::chrono::duration<double>(clock::now().time_since_epoch()).count();
}

/// Asks the server and keeps what it said.
class observer {
public:
  explicit observer(const options& how) : where_(*tools::parse_url(how.url)) {
    figures.url = how.url;
  }

  /// The raw document of /telemetry; empty, and figures.fault says why, if it did not come.
  std::string look() {
    auto answer = tools::get(where_, "/telemetry", patience);
    const auto document = answer.ok() ? tools::json::parse(answer.body) : std::nullopt;
    auto next = document ? read_snapshot(*document, seconds_now()) : std::nullopt;
    if (!next) {
      figures.fault = !answer.fault.empty() ? answer.fault
                      : answer.ok()         ? "the answer is no telemetry"
                                            : "answered " + std::to_string(answer.status);
      return {};
    }
    figures.fault.clear();
    figures.take(std::move(*next));
    return std::move(answer.body);
  }

  void look_at_actors(const view& state) {
    auto answer = tools::get(where_, actors_path(state), patience);
    auto document = answer.ok() ? tools::json::parse(answer.body) : std::nullopt;
    if (!answer.fault.empty())
      return;
    if (state.path.empty())
      figures.take_actors(document ? std::move(*document) : tools::json{}, seconds_now());
    else
      figures.actor = document ? std::move(*document) : tools::json{};
  }

  model figures;

private:
  tools::endpoint where_;
};

/// Keeps the selection inside what is there.
void keep_selection(view& state, const model& figures) {
  const auto rows = rows_of(figures, state).size();
  if (state.selected >= rows)
    state.selected = rows > 0 ? rows - 1 : 0;
}

void show(terminal& to, const observer& from, view& state) {
  const auto size = to.dimensions();
  state.width = size.width;
  state.height = size.height;
  keep_selection(state, from.figures);
  to.draw(render(from.figures, state));
}

} // namespace

int watch(const options& how) {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
    std::fputs("fleetwire-top: this is no terminal; try --once\n", stderr);
    return 2;
  }
  observer server{how};
  view state;
  terminal screen;
  while (!screen.ended()) {
    if (!state.paused) {
      server.look();
      server.look_at_actors(state);
    }
    const auto next = clock::now() + how.interval;
    show(screen, server, state);
    while (!screen.ended() && clock::now() < next) {
      const auto input = screen.wait(next);
      const auto what = press(state, server.figures, input.what, input.character);
      if (what == effect::quit)
        return 0;
      if (what == effect::fetch)
        server.look_at_actors(state);
      show(screen, server, state);
    }
  }
  return 0;
}

int print_once(const options& how) {
  observer server{how};
  auto document = server.look();
  view state;
  if (!how.json && !document.empty()) {
    // Rates need two looks.
    server.look_at_actors(state);
    std::this_thread::sleep_for(how.interval);
    document = server.look();
    server.look_at_actors(state);
  }
  if (document.empty()) {
    std::fprintf(stderr, "fleetwire-top: %s: %s\n", how.url.c_str(), server.figures.fault.c_str());
    return 1;
  }
  if (how.json) {
    std::puts(document.c_str());
    return 0;
  }
  state.width = printed_width;
  state.height = 0;
  state.colours = false;
  for (const auto& line : render(server.figures, state))
    std::puts(line.c_str());
  return 0;
}

} // namespace fleetwire::top
