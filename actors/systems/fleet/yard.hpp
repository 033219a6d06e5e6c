#pragma once

#include "actors/contract/system.hpp"
#include "actors/systems/fleet/routes/environment.hpp"
#include "actors/systems/fleet/settings.hpp"
#include "actors/systems/fleet/tracking/events.hpp"
#include "actors/systems/fleet/tracking/voice.hpp"

#include <atomic>
#include <memory>

namespace fleetwire::systems::fleet {

/// All that moves, put together: the live side, its sockets and its routes.
class yard {
public:
  /// While installing, behind the door of `where`.
  yard(contract::system_host& host, const fleet_settings& how, nsp where);
  ~yard();

  // As those of a running_system.
  void start();
  void stop();
  void release();

  /// Nothing before start() and after stop(). From any thread.
  live::service* running() const noexcept { return running_.load(); }

private:
  struct parts;

  contract::system_host& host_;
  const fleet_settings& how_;
  tracking::voice voice_;
  tracking::surface surface_;
  routes::environment environment_;
  std::unique_ptr<parts> parts_; ///< from start() on
  std::atomic<live::service*> running_{nullptr};
};

} // namespace fleetwire::systems::fleet
