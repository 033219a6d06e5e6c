#pragma once

#include "actors/runtime/definition.hpp"
#include "actors/runtime/gate.hpp"
#include "actors/runtime/occupancy.hpp"
#include "actors/runtime/room_directory.hpp"
#include "actors/runtime/shard.hpp"

#include <fleetwire/detail/core.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace fleetwire::runtime {

class server;

/// A namespace: the same on all workers, its members in one shard per worker. Emits come in from any
/// thread; on a worker they go out at once, elsewhere they pass worker 0 first, so that one sender's
/// emits keep their order.
class space final : public detail::namespace_core, public std::enable_shared_from_this<space> {
public:
  space(server& owner, std::string name, std::shared_ptr<definition> rules);
  ~space() override;

  // -- detail::namespace_core -------------------------------------------------------------------------
  std::string_view name() const noexcept override { return name_; }
  void use(connect_middleware middleware) override;
  void use_event(event_middleware middleware) override;
  void on_connect(connect_handler handler) override;
  void on_disconnect(disconnect_handler handler) override;
  void on(std::string_view event, event_handler handler) override;
  void on_any(any_handler handler) override;
  void on_server_event(std::string_view event,
                       std::function<void(const args&, ack)> handler) override;
  void emit(target where, std::string_view event, arg_list xs) override;
  bool may_be_heard(const target& where) const noexcept override;
  bool may_be_heard(std::string_view room) const noexcept override;
  void ask(target where, std::chrono::milliseconds timeout,
           std::function<void(broadcast_answers)> done, std::string_view event,
           arg_list xs) override;
  void fetch(target where, std::function<void(std::vector<socket_info>)> done) override;
  void join(target where, std::vector<std::string> rooms) override;
  void leave(target where, std::vector<std::string> rooms) override;
  void disconnect(target where, bool close) override;
  void close_transports(target where) override;
  void tell_servers(std::function<void(broadcast_answers)> done, std::string_view event,
                    arg_list xs) override;

  // -- for the rest of the runtime ----------------------------------------------------------------
  server& owner() noexcept { return owner_; }
  const definition& rules() const noexcept { return *rules_; }
  /// Makes the shards once the workers exist.
  void open();
  /// Lets go of the room actors.
  void close();
  /// Lets go of the application's handlers, which may hold this very namespace.
  void forget_rules() { *rules_ = {}; }
  shard& at(unsigned worker) noexcept { return *shards_[worker]; }
  gate& entrance() noexcept { return *entrance_; }
  /// Lets go of sockets whose end nobody heard of. There are no workers any more.
  void abandon();
  /// Null once closed.
  room_directory* directory(unsigned worker) noexcept {
    return directories_.empty() ? nullptr : directories_[worker].get();
  }
  /// Keeps rooms from being taken for empty while somebody is on his way into them. From any thread.
  occupancy_hold hold(const std::vector<std::string>& rooms) const;
  const std::shared_ptr<occupancy>& rooms() const noexcept { return rooms_; }
  std::uint64_t next_ack_id() noexcept { return ack_ids_.fetch_add(1, std::memory_order_relaxed); }
  /// Encodes an event emitted on `from`, with its offset if it is recoverable.
  outgoing encode(shard& from, std::string_view event, const arg_list& xs, const target& how,
                  std::optional<std::uint64_t> ack_id);
  /// Runs `fun(worker_index)` on the calling worker, or on worker 0 when called elsewhere.
  void on_some_worker(std::function<void(unsigned)> fun);
  /// Runs `fun(shard)` on every worker; here at once, elsewhere by a message.
  template <class F>
  void everywhere(unsigned here, F fun);

  std::atomic<std::size_t> population{0};
  std::atomic<std::size_t> room_count{0};

private:
  void emit_from(unsigned here, target where, std::string_view event, const arg_list& xs);
  void ask_here(unsigned here, target where, std::chrono::milliseconds timeout,
                std::function<void(broadcast_answers)> done, const std::string& event,
                const arg_list& xs);

  server& owner_; ///< for workers: a handle may keep this namespace longer
  const std::shared_ptr<gate> entrance_;
  const std::shared_ptr<occupancy> rooms_; ///< the server's
  const std::string name_;
  const std::shared_ptr<definition> rules_;
  std::vector<std::unique_ptr<shard>> shards_;
  std::vector<std::unique_ptr<room_directory>> directories_;
  std::atomic<std::uint64_t> ack_ids_{0};
};

} // namespace fleetwire::runtime
