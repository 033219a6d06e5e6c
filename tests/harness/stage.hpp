#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/kinds.hpp"
#include "actors/contract/wire.hpp"
#include "actors/runtime/server.hpp"

#include <fleetwire/socket.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// The Socket.IO layer without sockets and without threads: virtual workers on the calling thread,
/// the next job chosen by a seed, a clock moved by hand. What a seed shows once it shows always.
namespace fleetwire::harness {

class stage;

/// One client and its connection on one worker of the stage. What it does arrives as it would from
/// a socket: as a job of its worker.
class fake_client {
public:
  fake_client(stage& where, unsigned worker);
  ~fake_client();
  fake_client(const fake_client&) = delete;
  fake_client& operator=(const fake_client&) = delete;

  /// A Socket.IO packet in its text form: `2/chat,7["hello"]`.
  void send(std::string packet);
  /// The connection breaks.
  void cut(contract::close_reason reason = contract::close_reason::transport_close);

  /// All that came, as text, oldest first; binary parts as `<bytes>`.
  const std::vector<std::string>& received() const noexcept;
  /// Forgets what came so far and returns it.
  std::vector<std::string> take();
  bool is_closed() const noexcept;
  /// The server has heard of the end.
  bool is_gone() const noexcept;
  std::optional<contract::close_reason> closed_for() const noexcept;
  int unanswered() const noexcept;

private:
  struct link;
  stage& stage_;
  std::shared_ptr<link> link_;
};

/// A server on step-mode workers.
class stage {
public:
  stage(unsigned workers, std::uint64_t seed, runtime::server_config config = {},
        std::shared_ptr<contract::manual_clock> clock = nullptr);
  ~stage();
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  nsp of(std::string_view name);
  runtime::server& server() noexcept;
  contract::kind_registry& kinds() noexcept;
  std::mt19937_64& random() noexcept;
  /// Connects the server with its workers; after the rules were written.
  void open();
  std::unique_ptr<fake_client> client(unsigned worker);
  /// Queues `fun` on a worker.
  void on(unsigned worker, std::function<void()> fun);
  /// At most so many jobs in seeded order.
  void steps(unsigned count);
  /// One job; false when nobody has anything to do.
  bool step();
  /// When a timer is due next.
  std::optional<contract::steady_time> next_deadline() const;
  /// Until nobody has anything to do.
  void settle();
  /// Moves the clock from deadline to deadline and settles at each.
  void advance(std::chrono::milliseconds by);
  /// For restarts and for suites with actors of their own.
  const std::shared_ptr<contract::manual_clock>& clock() const noexcept;
  contract::worker& worker(unsigned index) noexcept;
  caf::actor_system& system() noexcept;

private:
  friend class fake_client;
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fleetwire::harness
