#define CAF_SUITE tools.top.view
#include "tools/top/view.hpp"

#include <algorithm>

#include "caf/test/dsl.hpp"

using namespace fleetwire;
using namespace fleetwire::top;

namespace {

std::string document(int uptime, int messages, double cpu) {
  return R"({"version":"1.2.3","status":"ready","process":{"uptime_seconds":)"
         + std::to_string(uptime) + R"(,"cpu_seconds":)" + std::to_string(cpu)
         + R"(,"resident_bytes":10485760},"connections":{"polling":1,"websocket":2},
"traffic":{"events_in":)"
         + std::to_string(messages) + R"(},"namespaces":[{"namespace":"/","sockets":3,"rooms":2}],
"workers":[{"load":0.5,"lag_seconds":0.001},{"load":0.95}],
"kinds":[{"kind":"connection","alive":3,"messages":)"
         + std::to_string(messages) + "}]}";
}

model figures_of(int first, int second) {
  model result;
  result.url = "http://x:1";
  result.take(*read_snapshot(*tools::json::parse(document(10, first, 1)), 100));
  result.take(*read_snapshot(*tools::json::parse(document(12, second, 2)), 102));
  return result;
}

tools::json actors(int total, int listed) {
  std::string text = "{\"total\":" + std::to_string(total) + ",\"actors\":[";
  for (int i = 0; i < listed; ++i)
    text += std::string{i > 0 ? "," : ""} + R"({"id":"connection.)" + std::to_string(i)
            + R"(","kind":"connection","name":"10.0.0.)" + std::to_string(i)
            + R"(","transport":"websocket","worker":0,"messages_in":)" + std::to_string(i * 100)
            + "}";
  return *tools::json::parse(text + "]}");
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines)
    all += line + '\n';
  return all;
}

view plain() {
  view state;
  state.colours = false;
  return state;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(numbers are short) {
  CAF_CHECK_EQUAL(count_text(999), "999");
  CAF_CHECK_EQUAL(count_text(1'000), "1.00k");
  CAF_CHECK_EQUAL(count_text(12'345), "12.3k");
  CAF_CHECK_EQUAL(count_text(999'900), "1.00M");
  CAF_CHECK_EQUAL(bytes_text(1'536), "1.50 kB");
  CAF_CHECK_EQUAL(seconds_text(0), "-");
  CAF_CHECK_EQUAL(seconds_text(0.00034), "340 us");
  CAF_CHECK_EQUAL(seconds_text(0.0012), "1.2 ms");
  CAF_CHECK_EQUAL(age_text(59), "59s");
  CAF_CHECK_EQUAL(age_text(60), "1m00s");
  CAF_CHECK_EQUAL(age_text(7'800), "2h10m");
  CAF_CHECK_EQUAL(age_text(90'000), "1d01h");
}

CAF_TEST(a line never exceeds its width) {
  line row{5, true};
  row.add("ab", style::bold).add("▁▂▃▄▅").add("x");
  CAF_CHECK_EQUAL(row.used(), 5u);
  CAF_CHECK_EQUAL(row.take(), "\x1b[1mab\x1b[0m▁▂▃");
}

CAF_TEST(what comes from the network cannot steer the terminal) {
  line row{20, false};
  row.add("a\x1b[2J\nb\x7f");
  CAF_CHECK_EQUAL(row.take(), "a [2J b ");
}

CAF_TEST(sparklines show the latest values) {
  CAF_CHECK_EQUAL(sparkline({9, 0, 1, 2}, 3), "▁▅█");
  CAF_CHECK_EQUAL(sparkline({1}, 3, 2), "  ▅");
  CAF_CHECK_EQUAL(sparkline({0, 0}, 2), "▁▁");
  CAF_CHECK_EQUAL(bar(0.5, 4), "██░░");
  CAF_CHECK_EQUAL(bar(7, 2), "██");
}

CAF_TEST(a document of something else is no snapshot) {
  CAF_CHECK(!read_snapshot(*tools::json::parse("{\"workers\":[]}"), 0));
  CAF_CHECK(!read_snapshot(*tools::json::parse("[]"), 0));
}

CAF_TEST(rates come from two looks) {
  auto figures = figures_of(100, 300);
  CAF_CHECK_EQUAL(figures.rate(&snapshot::events_in), 100.0);
  CAF_CHECK_EQUAL(figures.rate(&snapshot::cpu), 0.5);
  CAF_CHECK_EQUAL(figures.history_in.size(), 1u);
}

CAF_TEST(a server that began anew has no rates yet) {
  auto figures = figures_of(100, 300);
  figures.take(*read_snapshot(*tools::json::parse(document(1, 5, 0)), 103));
  CAF_CHECK_EQUAL(figures.rate(&snapshot::events_in), 0.0);
  CAF_CHECK_EQUAL(figures.span(), 0.0);
}

CAF_TEST(every screen fills its size exactly) {
  auto figures = figures_of(100, 300);
  figures.take_actors(actors(500, 40), 102);
  for (std::size_t height : {3, 10, 24, 60})
    for (std::size_t width : {1, 20, 80, 200})
      for (int mode = 0; mode < 3; ++mode) {
        auto state = plain();
        state.width = width;
        state.height = height;
        state.help = mode == 1;
        if (mode == 2)
          state.path = {"connection.x"};
        auto lines = render(figures, state);
        CAF_CHECK_EQUAL(lines.size(), height);
        for (const auto& one : lines)
          CAF_CHECK(columns_of(one) <= width);
      }
}

CAF_TEST(the overview names the figures) {
  auto figures = figures_of(100, 300);
  figures.take_actors(actors(2, 2), 102);
  auto state = plain();
  state.width = 120;
  state.height = 30;
  auto text = joined(render(figures, state));
  for (auto part : {"http://x:1", "1.2.3", "ready", "100 in", "50%", "10.0 MB", "95%", "1.0 ms",
                    "connection", "10.0.0.1", "1 to 2 of 2"})
    CAF_CHECK(has(text, part));
}

CAF_TEST(a usual terminal cuts no figure) {
  auto figures = figures_of(100, 300);
  figures.take_actors(*tools::json::parse(R"({"total":1,"actors":[{"id":"connection.abc",
"kind":"connection","name":"2001:db8:1234:5678::1","transport":"websocket","worker":12,
"age_seconds":86400,"messages_in":5,"bytes_in":1048000,"bytes_out":1048000,
"queued_bytes":1048000,"paused":true}]})"),
                      102);
  auto text = joined(render(figures, plain()));
  for (auto part : {"2001:db8:1234:5 ws", " OUT    QUEUE   ID", "1023 kB P abc", "p99 WAIT p99"})
    CAF_CHECK(has(text, part));
}

CAF_TEST(without a server the fault is shown) {
  model figures;
  figures.url = "http://x:1";
  figures.fault = "connection refused";
  CAF_CHECK(has(joined(render(figures, plain())), "connection refused"));
}

CAF_TEST(the selected row is on the screen) {
  auto figures = figures_of(100, 300);
  figures.take_actors(actors(40, 40), 102);
  auto state = plain();
  state.selected = 39;
  CAF_CHECK(has(joined(render(figures, state)), "10.0.0.39 "));
  state.selected = 0;
  CAF_CHECK(!has(joined(render(figures, state)), "10.0.0.39 "));
}

CAF_TEST(keys move through lists and actors) {
  auto figures = figures_of(100, 300);
  figures.take_actors(actors(300, 2), 102);
  auto state = plain();
  press(state, figures, key::up, 0);
  CAF_CHECK_EQUAL(state.selected, 0u);
  press(state, figures, key::down, 0);
  press(state, figures, key::down, 0);
  CAF_CHECK_EQUAL(state.selected, 1u);
  CAF_CHECK(press(state, figures, key::enter, 0) == effect::fetch);
  CAF_CHECK_EQUAL(actors_path(state), "/telemetry/actors/connection.1");
  CAF_CHECK(press(state, figures, key::back, 0) == effect::fetch);
  CAF_CHECK(press(state, figures, key::back, 0) == effect::none);
  CAF_CHECK(press(state, figures, key::page_down, 0) == effect::fetch);
  CAF_CHECK_EQUAL(state.offset, page_size);
  CAF_CHECK(press(state, figures, key::page_down, 0) == effect::none);
  CAF_CHECK(press(state, figures, key::tab, 0) == effect::fetch);
  CAF_CHECK(press(state, figures, key::other, 'b') == effect::fetch);
  CAF_CHECK(press(state, figures, key::other, 'w') == effect::fetch);
  CAF_CHECK_EQUAL(actors_path(state),
                  "/telemetry/actors?kind=room&sort=bytes&offset=0&limit=200&worker=0");
  CAF_CHECK(press(state, figures, key::other, 'q') == effect::quit);
}

CAF_TEST(listed actors have rates of their own) {
  auto figures = figures_of(100, 300);
  figures.take_actors(actors(2, 2), 100);
  auto later =
    R"({"total":1,"actors":[{"id":"connection.1","kind":"connection","messages_in":700}]})";
  figures.take_actors(*tools::json::parse(later), 102);
  auto state = plain();
  state.width = 120;
  CAF_CHECK(has(joined(render(figures, state)), " 300 "));
}
