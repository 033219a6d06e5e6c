#define CAF_SUITE config.logging

#include "config/logging.hpp"

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <vector>

#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire;

namespace {

struct fixture {
  log_settings options;
  std::vector<std::string> lines; ///< of the log's thread until log::stop()
  std::filesystem::path folder = std::filesystem::temp_directory_path()
                                 / ("fleetwire-logging-test-" + std::to_string(::getpid()));

  fixture() { std::filesystem::create_directory(folder); }

  ~fixture() {
    log::stop();
    std::filesystem::remove_all(folder);
  }

  log::writer collect() {
    return [this](std::string_view line) { lines.emplace_back(line); };
  }

  static std::string content(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

/// A writer that takes one line and then waits until it is let go.
struct blocked_writer {
  std::promise<void> arrived;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::vector<std::string> lines;

  void operator()(std::string_view line) {
    if (lines.empty()) {
      arrived.set_value();
      released.wait();
    }
    lines.emplace_back(line);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(logging_tests, fixture)

CAF_TEST(lines arrive in order and whole) {
  log::start(options, collect());
  log::info("net", "open", {{"sid", "a"}});
  log::error("net", "close");
  log::stop();
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  CAF_CHECK(lines[0].ends_with(" info net open sid=a\n"));
  CAF_CHECK(lines[1].ends_with(" error net close\n"));
}

CAF_TEST(the level can change while running) {
  options.level = "warn";
  log::start(options, collect());
  log::info("x", "hidden");
  CAF_CHECK(!log::enabled(log::level::info));
  log::set_level("trace");
  log::trace("x", "shown");
  log::set_level("nonsense");
  CAF_CHECK(log::enabled(log::level::trace));
  log::set_level("off");
  log::error("x", "hidden");
  log::stop();
  CAF_REQUIRE_EQUAL(lines.size(), 1u);
  CAF_CHECK(lines[0].find("shown") != std::string::npos);
}

CAF_TEST(a full queue drops the oldest and counts) {
  options.queue = 16;
  const auto before = log::dropped();
  blocked_writer blocked;
  log::start(options, std::ref(blocked));
  log::info("x", "first");
  blocked.arrived.get_future().wait();
  for (int i = 0; i < 16; ++i)
    log::info("x", "line", {{"i", i}});
  CAF_CHECK_EQUAL(log::dropped() - before, 0u);
  log::info("x", "line", {{"i", 16}});
  CAF_CHECK_EQUAL(log::dropped() - before, 1u);
  blocked.release.set_value();
  log::stop();
  CAF_CHECK_EQUAL(log::dropped() - before, 1u);
  CAF_REQUIRE_EQUAL(blocked.lines.size(), 17u);
  CAF_CHECK(blocked.lines[1].ends_with("i=1\n"));
  CAF_CHECK(blocked.lines[16].ends_with("i=16\n"));
}

CAF_TEST(json lines are chosen by the settings) {
  options.format = "json";
  log::start(options, collect());
  log::info("net", "open", {{"n", 1}});
  log::stop();
  CAF_REQUIRE_EQUAL(lines.size(), 1u);
  CAF_CHECK(lines[0].starts_with("{\"time\":\""));
  CAF_CHECK(lines[0].ends_with(",\"event\":\"open\",\"n\":1}\n"));
}

CAF_TEST(a writer that throws costs its line only) {
  const auto before = log::dropped();
  log::start(options, [this](std::string_view line) {
    if (line.find("bad") != std::string_view::npos)
      throw std::runtime_error{"no"};
    lines.emplace_back(line);
  });
  log::info("x", "bad");
  log::info("x", "good");
  log::stop();
  CAF_CHECK_EQUAL(lines.size(), 1u);
  CAF_CHECK_EQUAL(log::dropped() - before, 1u);
}

CAF_TEST(a file is appended to and opened anew after rotation) {
  const auto path = folder / "server.log";
  const auto rotated = folder / "server.log.1";
  std::ofstream{path} << "old\n";
  options.file = path.string();
  CAF_REQUIRE(!log::start(options));
  log::info("x", "one");
  CAF_REQUIRE(!log::start(options)); // waits for what was queued
  std::filesystem::rename(path, rotated);
  log::reopen();
  log::info("x", "two");
  log::stop();
  CAF_CHECK(content(rotated).starts_with("old\n"));
  CAF_CHECK(content(rotated).ends_with("info x one\n"));
  CAF_CHECK(content(path).ends_with("info x two\n"));
}

CAF_TEST(a file that cannot be opened leaves the log as it is) {
  log::start(options, collect());
  auto broken = options;
  broken.file = (folder / "absent" / "x.log").string();
  const auto fault = log::start(broken);
  CAF_REQUIRE(fault);
  CAF_CHECK(fault->find("No such file or directory") != std::string::npos);
  log::info("x", "still");
  log::stop();
  CAF_CHECK_EQUAL(lines.size(), 1u);
}

CAF_TEST(many threads may log at once) {
  options.queue = 10'000;
  log::start(options, collect());
  {
    std::vector<std::future<void>> done;
    done.reserve(4);
    for (int t = 0; t < 4; ++t)
      done.push_back(std::async(std::launch::async, [t] {
        for (int i = 0; i < 500; ++i)
          log::info("x", "line", {{"t", t}, {"i", i}});
      }));
  }
  log::stop();
  CAF_CHECK_EQUAL(lines.size(), 2'000u);
  for (const auto& line : lines)
    CAF_REQUIRE(line.find("info x line t=") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
