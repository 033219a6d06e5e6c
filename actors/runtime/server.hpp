#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/wire.hpp"
#include "actors/contract/worker.hpp"
#include "actors/runtime/definition.hpp"
#include "actors/runtime/gate.hpp"
#include "actors/runtime/occupancy.hpp"
#include "actors/runtime/sip_hash.hpp"
#include "actors/runtime/space.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "caf/fwd.hpp"

namespace fleetwire::runtime {

/// Bounds and switches of the Socket.IO layer.
struct server_config {
  bool recovery = false;
  std::chrono::milliseconds max_disconnection{120'000};
  std::size_t recovery_bytes = 64u << 20;
  bool recovery_skips_middlewares = true;
  std::chrono::milliseconds ack_timeout{0}; ///< when an emit names none; 0: for ever
  std::size_t max_rooms_per_socket = 1'000; ///< this and the next can change while running
  std::size_t max_namespaces = 16;
};

/// What the Socket.IO layer counts; relaxed, written by the workers.
struct server_counters {
  std::atomic<std::uint64_t> events_in{0};
  std::atomic<std::uint64_t> events_out{0};
  std::atomic<std::uint64_t> broadcasts{0};
  std::atomic<std::uint64_t> recovered{0};
  std::atomic<std::uint64_t> not_recovered{0};
  std::atomic<std::uint64_t> handler_failures{0};
  std::atomic<std::uint64_t> refused_connects{0};
};

/// Decides whether a namespace that does not exist yet may come into being.
using namespace_filter =
  std::function<void(std::string_view name, const json& auth, std::function<void(bool)> decide)>;

/// All namespaces of an engine, and the maker of the Socket.IO layer of each connection. The table of
/// namespaces is shared (a short lock per CONNECT); everything else belongs to workers.
class server final : public contract::link_acceptor {
public:
  using find_callback = std::function<void(std::shared_ptr<space>)>;

  server(server_config config, const contract::encoder& encoder, contract::kind_registry& kinds);
  ~server() override;

  // -- before start ---------------------------------------------------------------------------------
  std::shared_ptr<space> of(std::string_view name);
  std::shared_ptr<space> of_filter(namespace_filter filter);

  // -- life -------------------------------------------------------------------------------------------
  void open(caf::actor_system& system, std::vector<contract::worker*> workers);
  /// Saved state of an earlier life: ghosts and what they missed. Call after open(), on no worker.
  void restore(std::string_view snapshot);
  /// The ghosts of all namespaces for restore(); empty if there are none. Workers stand still.
  std::string snapshot();

  /// Shuts the entrance and lets go of all actors. Workers stand still, connections are gone.
  void close();
  /// Takes over what may change while running. From any thread.
  void reconfigure(const server_config& changed) noexcept;

  // -- contract::link_acceptor -----------------------------------------------------------------------
  std::shared_ptr<contract::link_owner> accept(contract::link& connection,
                                               unsigned worker) override;

  // -- for the rest of the runtime ----------------------------------------------------------------
  const server_config& config() const noexcept { return config_; }
  std::size_t max_rooms_per_socket() const noexcept {
    return max_rooms_.load(std::memory_order_relaxed);
  }
  std::size_t max_namespaces() const noexcept {
    return max_namespaces_.load(std::memory_order_relaxed);
  }
  /// For all that is not on a worker, or may outlive this server.
  const std::shared_ptr<gate>& entrance() const noexcept { return entrance_; }
  const contract::encoder& encoder() const noexcept { return encoder_; }
  /// Of the rooms of all namespaces.
  const std::shared_ptr<occupancy>& rooms() const noexcept { return rooms_; }
  contract::actor_kind& room_kind() noexcept { return room_kind_; }
  contract::worker& worker(unsigned index) noexcept { return *workers_[index]; }
  unsigned worker_count() const noexcept { return static_cast<unsigned>(workers_.size()); }
  caf::actor_system& system() noexcept { return *system_; }
  std::uint32_t epoch() const noexcept { return epoch_; }
  const sip_hash& key_hash() const noexcept { return key_hash_; }
  /// Calls `found` with the namespace, at once or later on the calling worker; null if there is none.
  void find(unsigned worker, const std::string& name, const json& auth, find_callback found);
  std::vector<std::shared_ptr<space>> spaces() const;
  server_counters counters;

private:
  struct parent {
    namespace_filter filter;
    std::shared_ptr<definition> rules;
  };
  std::shared_ptr<space> known(std::string_view name) const;
  std::shared_ptr<space> create(const std::string& name, std::shared_ptr<definition> rules);
  void ask_parents(unsigned worker, std::size_t index, std::string name, json auth,
                   find_callback found);

  const server_config config_;
  std::atomic<std::size_t> max_rooms_;
  std::atomic<std::size_t> max_namespaces_;
  const std::shared_ptr<gate> entrance_ = std::make_shared<gate>();
  const std::shared_ptr<occupancy> rooms_ = std::make_shared<occupancy>();
  const contract::encoder& encoder_;
  contract::actor_kind& room_kind_;
  const std::uint32_t epoch_;
  const sip_hash key_hash_;
  caf::actor_system* system_ = nullptr;
  std::vector<contract::worker*> workers_;
  std::vector<parent> parents_; ///< fixed after open()
  std::vector<std::shared_ptr<space>> templates_;
  mutable std::mutex mutex_;
  text_map<std::shared_ptr<space>> spaces_; ///< guarded by mutex_
};

/// Calls application code; an exception is a logged failure of `what` and nothing more.
void guarded(server& owner, std::string_view nsp, std::string_view what,
             const std::function<void()>& call);

} // namespace fleetwire::runtime
