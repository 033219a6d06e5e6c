#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/kinds.hpp"
#include "actors/engine/adapters.hpp"
#include "actors/engine/systems.hpp"
#include "actors/runtime/scheduler.hpp"
#include "actors/runtime/server.hpp"
#include "actors/runtime/worker.hpp"
#include "net/bridge/gateway.hpp"
#include "net/transport/server.hpp"
#include "net/transport/tls_context.hpp"
#include "storage/backends/folder_lock.hpp"
#include "storage/snapshot_store.hpp"

#include <fleetwire/embedded.hpp>
#include <fleetwire/engine.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "caf/actor_system.hpp"
#include "caf/actor_system_config.hpp"

namespace fleetwire {

class telemetry;

/// The composition root: makes everything, hands everybody what he needs, ends it in reverse.
class core {
public:
  core(settings options, std::shared_ptr<contract::manual_clock> virtual_time);
  ~core();
  core(const core&) = delete;
  core& operator=(const core&) = delete;

  void start();
  /// Drains and ends; idempotent. Not from a worker.
  void stop();
  void reload(const settings& changed);
  /// Runs `fun` on a worker; the caller's tasks keep their order.
  void post(std::function<void()> fun);
  void after(std::chrono::milliseconds delay, std::function<void()> fun);
  void wake_all();

  bool started() const noexcept { return system_ != nullptr; }
  bool ready() const noexcept { return ready_; }
  const settings& options() const noexcept { return options_; }
  std::uint16_t port() const noexcept { return port_; }
  std::uint16_t telemetry_port() const noexcept;

  /// What the engine does once it has started, in order.
  void once_started(std::function<void()> fun);

  // What the application registers before start().
  runtime::server& sockets() noexcept { return *sockets_; }
  std::function<void(const connection_request&, std::function<void(bool)>)> allow_request;
  raw_handler on_raw_message;

  std::vector<embedded*> embedded_systems() const;

  // What telemetry reads.
  unsigned workers() const noexcept { return static_cast<unsigned>(loops_.size()); }
  const runtime::worker& worker(unsigned index) const noexcept {
    return runtime::scheduler::of(*system_).at(index);
  }
  contract::worker& worker(unsigned index) noexcept {
    return runtime::scheduler::of(*system_).at(index);
  }
  transport::io_loop& loop(unsigned index) noexcept { return loops_[index]->sockets(); }
  transport::worker_host& host(unsigned index) noexcept { return *hosts_[index]; }
  bridge::gateway& gateway() noexcept { return *gateway_; }
  transport::server& listener() noexcept { return *listener_; }
  caf::actor_system& actors() noexcept { return *system_; }
  contract::kind_registry& kinds() noexcept { return kinds_; }
  const contract::clock& clock() const noexcept { return *clock_; }

private:
  void lock_data();
  void start_workers();
  void start_gateway();
  void start_listener();
  void restore_sockets();
  void store_sockets();
  std::unique_ptr<bridge::message_sink> open_sink(contract::link& link, unsigned worker);
  /// Runs `fun` while every worker stands still.
  void while_halted(const std::function<void()>& fun);
  void drain();
  void tear_down();

  settings options_;
  std::shared_ptr<contract::manual_clock> virtual_time_;
  contract::system_clock system_time_;
  const contract::clock* clock_;
  contract::kind_registry kinds_;
  bridge::packet_encoder encoder_;
  storage::folder_lock
    data_lock_; ///< from before the first file is opened until the last is closed
  std::unique_ptr<storage::snapshot_store> snapshots_;
  std::unique_ptr<runtime::server> sockets_;
  std::unique_ptr<systems_of_engine> systems_;
  std::vector<std::unique_ptr<loop_adapter>> loops_;
  caf::actor_system_config caf_config_;
  std::unique_ptr<caf::actor_system> system_;
  std::vector<std::unique_ptr<host_adapter>> hosts_;
  std::unique_ptr<bridge::gateway> gateway_;
  std::shared_ptr<transport::tls_context> tls_;
  std::unique_ptr<transport::server> listener_;
  std::unique_ptr<telemetry> telemetry_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ready_{false};
  std::vector<std::function<void()>> at_start_; ///< until it has started
};

} // namespace fleetwire
