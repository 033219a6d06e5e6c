#define CAF_SUITE tools.server.signals

#include "tools/server/signals.hpp"

#include <csignal>
#include <future>

#include <sys/wait.h>
#include <unistd.h>

#include "caf/test/dsl.hpp"

using namespace fleetwire::server;

namespace {

/// The exit code of a child that runs `body`: a process where no thread has the signals but ours.
template <class Body>
int in_child(Body body) {
  const auto child = ::fork();
  CAF_REQUIRE(child >= 0);
  if (child == 0)
    ::_exit(body());
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void raise_in_process(int signal) {
  ::kill(::getpid(), signal);
}

} // namespace

CAF_TEST(signals become calls on another thread) {
  const auto code = in_child([] {
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
  });
  CAF_CHECK_EQUAL(code, SIGTERM);
}

CAF_TEST(signals from before the start are answered) {
  const auto code = in_child([] {
    signal_thread signals;
    raise_in_process(SIGINT);
    std::promise<int> stopped;
    signals.start([&](int signal) { stopped.set_value(signal); }, [] {});
    return stopped.get_future().get();
  });
  CAF_CHECK_EQUAL(code, SIGINT);
}

CAF_TEST(a second stop ends the process at once) {
  const auto code = in_child([] {
    signal_thread signals;
    std::promise<void> first;
    signals.start([&](int) { first.set_value(); }, [] {});
    raise_in_process(SIGTERM);
    first.get_future().wait();
    raise_in_process(SIGINT);
    for (;;)
      ::pause();
    return 0;
  });
  CAF_CHECK_EQUAL(code, 128 + SIGINT);
}

CAF_TEST(a peer that went away is no signal) {
  const auto code = in_child([] {
    signal_thread signals;
    int ends[2];
    if (::pipe(ends) != 0)
      return 1;
    ::close(ends[0]);
    return ::write(ends[1], "x", 1) == -1 ? 7 : 0;
  });
  CAF_CHECK_EQUAL(code, 7);
}
