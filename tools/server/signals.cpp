#include "tools/server/signals.hpp"

#include <pthread.h>
#include <unistd.h>
#include <csignal>

namespace fleetwire::server {

namespace {

/// Wakes the thread when it has to end; from elsewhere it means nothing.
constexpr int wake_signal = SIGUSR1;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, wake_signal})
    sigaddset(&set, signal);
  return set;
}

} // namespace

signal_thread::signal_thread() {
  const auto set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

signal_thread::~signal_thread() {
  stop();
}

void signal_thread::stop() noexcept {
  if (!thread_.joinable())
    return;
  ending_ = true;
  pthread_kill(thread_.native_handle(), wake_signal);
  thread_.join();
}

void signal_thread::start(std::function<void(int signal)> on_stop,
                          std::function<void()> on_reload) {
  on_stop_ = std::move(on_stop);
  on_reload_ = std::move(on_reload);
  thread_ = std::thread{[this] { run(); }};
}

void signal_thread::run() {
  const auto set = watched();
  bool stopping = false;
  while (!ending_) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0 || signal == wake_signal)
      continue;
    if (signal == SIGHUP) {
      on_reload_();
      continue;
    }
    if (stopping)
      ::_exit(128 + signal);
    stopping = true;
    on_stop_(signal);
  }
}

} // namespace fleetwire::server
