#define CAF_SUITE tools.server.signals

#include "tools/server/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <future>
#include <map>
#include <string>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::server;

namespace {

void raise_in_process(int signal) {
  ::kill(::getpid(), signal);
}

int become_calls() {
  signal_thread signals;
  std::promise<int> stopped;
  std::promise<std::thread::id> reloaded;
  signals.start([&](int signal) { stopped.set_value(signal); },
                [&] { reloaded.set_value(std::this_thread::get_id()); });
  raise_in_process(SIGHUP);
  const bool elsewhere = reloaded.get_future().get() != std::this_thread::get_id();
  raise_in_process(SIGTERM);
  const int signal = stopped.get_future().get();
  signals.stop();
  signals.stop();
  return elsewhere ? signal : 99;
}

int come_before_the_start() {
  signal_thread signals;
  raise_in_process(SIGINT);
  std::promise<int> stopped;
  signals.start([&](int signal) { stopped.set_value(signal); }, [] {});
  return stopped.get_future().get();
}

int come_twice() {
  signal_thread signals;
  std::promise<void> first;
  signals.start([&](int) { first.set_value(); }, [] {});
  raise_in_process(SIGTERM);
  first.get_future().wait();
  raise_in_process(SIGINT);
  for (;;)
    ::pause();
}

int write_to_nobody() {
  signal_thread signals;
  int ends[2];
  if (::pipe(ends) != 0)
    return 1;
  ::close(ends[0]);
  return ::write(ends[1], "x", 1) == -1 ? 7 : 0;
}

constexpr auto role_variable = "FLEETWIRE_TEST_SIGNALS";

/// Signals belong to a process, and the test runner has a thread that may hold the allocator's lock
/// while it is forked. So each case is a process started afresh, which never comes as far as main().
[[maybe_unused]] const bool played = [] {
  const auto* role = std::getenv(role_variable);
  if (!role)
    return false;
  const std::map<std::string_view, int (*)()> roles{{"calls", become_calls},
                                                    {"early", come_before_the_start},
                                                    {"twice", come_twice},
                                                    {"pipe", write_to_nobody}};
  ::_exit(roles.at(role)());
}();

/// The exit code of a process that plays `role`.
int exit_of(const char* role) {
  const std::string setting = std::string{role_variable} + '=' + role;
  std::string name = "signals";
  char* arguments[] = {name.data(), nullptr};
  char* environment[] = {const_cast<char*>(setting.c_str()), nullptr};
  const auto child = ::vfork();
  if (child == 0) {
    ::execve("/proc/self/exe", arguments, environment);
    ::_exit(98);
  }
  CAF_REQUIRE(child > 0);
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace

CAF_TEST(signals become calls on another thread) {
  CAF_CHECK_EQUAL(exit_of("calls"), SIGTERM);
}

CAF_TEST(signals from before the start are answered) {
  CAF_CHECK_EQUAL(exit_of("early"), SIGINT);
}

CAF_TEST(a second stop ends the process at once) {
  CAF_CHECK_EQUAL(exit_of("twice"), 128 + SIGINT);
}

CAF_TEST(a peer that went away is no signal) {
  CAF_CHECK_EQUAL(exit_of("pipe"), 7);
}
