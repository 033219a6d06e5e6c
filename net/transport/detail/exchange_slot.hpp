#pragma once

#include "net/transport/exchange_target.hpp"
#include "net/transport/server.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace fleetwire::transport {

class connection;
struct worker_state;

/// Links one exchange, wherever it travels, with its connection. Outlives the connection.
class exchange_slot final : public exchange_target,
                            public std::enable_shared_from_this<exchange_slot> {
public:
  exchange_slot(connection& owner, worker_state& worker);

  // From any worker.
  void respond(http::response response) override;
  void take_stream(std::string head, unsigned home,
                   std::function<void(std::unique_ptr<stream>)> then) override;
  void on_abort(unsigned home, std::function<void()> gone) override;
  void abandon() override;

  // From the connection, on its worker.

  /// The client went away, at least as a sender; the watcher hears of it now or when it registers.
  void abort();
  /// The connection is gone. A watcher that registers later still hears of an abort().
  void detach() noexcept;
  /// Answered, or the server ends: whatever the exchange still does is ignored.
  void end() noexcept;

private:
  void watch(unsigned home, std::function<void()> gone);
  void tell(unsigned home, std::function<void()> gone);

  const std::shared_ptr<server::impl> server_; // keeps worker_
  worker_state& worker_;
  std::atomic<bool> open_ = true;
  // Of the worker's thread:
  connection* owner_;
  bool aborted_ = false;
  unsigned home_ = 0;
  std::function<void()> gone_;
};

} // namespace fleetwire::transport
