#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

#include "actors/systems/identity/password/scheme.hpp"

namespace fleetwire::systems::identity::password {

struct hasher_options {
  parameters today;
  /// Logins that may wait; a queue of this length is some seconds long. Beyond it callers are told
  /// to come back later.
  std::size_t max_waiting = 128;
};

enum class refusal : std::uint8_t {
  none = 0,
  busy, ///< the queue is full: 429
  stopped, ///< the server ends: 503
  failed, ///< no memory for the hash: 503
};

/// One thread for what must not run on a worker. All functions are thread-safe; callbacks run on
/// the hasher's thread, or in stop() for jobs that were still waiting, each exactly once unless the
/// call itself was refused. A callback must not call stop().
class hasher {
public:
  struct checked {
    refusal fault = refusal::none;
    verdict result = verdict::mismatch;
    /// The password matched and `renewed` is what should be stored from now on. Empty: as it is.
    std::string renewed;
  };
  using on_hashed = std::function<void(refusal, std::string)>;
  using on_checked = std::function<void(checked)>;

  explicit hasher(hasher_options options);
  ~hasher();
  hasher(const hasher&) = delete;
  hasher& operator=(const hasher&) = delete;

  refusal hash(std::string password, on_hashed done);
  refusal verify(std::string password, std::string stored, on_checked done);
  /// For users that do not exist: takes as long as verify() and never matches.
  refusal verify_nobody(std::string password, on_checked done);
  /// Ends after the job at hand; those that wait hear refusal::stopped. Later calls do nothing.
  void stop();

private:
  struct job {
    std::string password;
    std::string stored;
    std::variant<on_hashed, on_checked> done;
  };
  refusal enqueue(job what);
  void run();
  void work(job& what) const;

  hasher_options options_;
  std::string nobody_; ///< of a password that nobody knows
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<job> waiting_;
  bool stopped_ = false;
  std::thread thread_; ///< last: it uses all the others
};

} // namespace fleetwire::systems::identity::password
