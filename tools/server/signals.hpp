#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace fleetwire::server {

/// Turns signals into calls on a thread of its own, where anything may be done.
///
/// SIGTERM and SIGINT: `on_stop` once; the second one ends the process at once. SIGHUP: `on_reload`.
class signal_thread {
public:
  /// Takes the signals away from the calling thread and all that it starts, so this comes first in
  /// main. SIGPIPE is ignored from now on: a peer that went away is an error code.
  signal_thread();

  ~signal_thread();

  signal_thread(const signal_thread&) = delete;
  signal_thread& operator=(const signal_thread&) = delete;

  /// From now on signals are answered; those that came before are answered first.
  void start(std::function<void(int signal)> on_stop, std::function<void()> on_reload);

  /// Ends the thread; a call that runs is waited for. Signals wait from then on.
  void stop() noexcept;

private:
  void run();

  std::function<void(int)> on_stop_;
  std::function<void()> on_reload_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

} // namespace fleetwire::server
