#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/random_id.hpp"
#include "actors/contract/worker.hpp"
#include "net/bridge/config.hpp"
#include "net/bridge/connection.hpp"
#include "net/bridge/counters.hpp"
#include "net/bridge/sink.hpp"
#include "net/engineio/handshake.hpp"
#include "net/transport/api.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "caf/actor_system.hpp"

namespace fleetwire::bridge {

/// What the gateway needs of its surroundings; the engine fills it in.
struct gateway_hooks {
  sink_factory open_sink;
  /// Decides on a new session; empty: all are welcome.
  std::function<void(const http::request&, std::function<void(bool)>)> allow_request;
  /// Answers what is not for the Engine.IO path.
  std::function<void(unsigned worker, http::request, transport::exchange)> other_request;
  /// Hears of every session's end, with the log's words for it.
  std::function<void(std::string_view sid, const handshake&, contract::close_reason)> on_close;
};

/// Where HTTP requests become sessions. A request names its session, the session's id names its
/// worker: what arrives on another worker's socket moves there first. Each worker has its own table.
class gateway final : public transport::request_handler {
public:
  gateway(const gateway_config& config, gateway_hooks hooks, caf::actor_system& system,
          std::vector<contract::worker*> workers, contract::kind_registry& kinds);
  ~gateway() override;

  // -- transport::request_handler -------------------------------------------------------------------
  void on_request(unsigned worker, http::request request, transport::exchange answer) override;
  std::unique_ptr<transport::body_ticket> on_body_awaited(unsigned worker,
                                                          const http::request& head) override;

  // -- life -------------------------------------------------------------------------------------------
  /// Takes no new sessions and ends the present ones spread over `wave`; `done` runs when the last is
  /// gone, on the worker that was last. From any thread.
  void drain(std::chrono::milliseconds wave, std::function<void()> done);
  /// From any thread; each worker changes over by itself.
  void reconfigure(const gateway_config& config);

  // -- for connections, on their worker -----------------------------------------------------------------
  const gateway_config& config(unsigned worker) const noexcept { return desks_[worker]->config; }
  connection_counters& counters(unsigned worker) noexcept { return desks_[worker]->counters; }
  /// The first sessions of a worker in that order; on that worker.
  std::vector<connection_description> describe(unsigned worker, connection_order by,
                                               std::size_t limit) const;
  /// One session, on the worker its id names.
  std::optional<connection_description> describe(const contract::random_id& sid) const;
  std::size_t session_count(unsigned worker) const noexcept {
    return desks_[worker]->sessions.size();
  }
  contract::actor_kind& connection_kind() noexcept { return kind_; }
  std::unique_ptr<message_sink> open_sink(contract::link& link, unsigned worker) {
    return hooks_.open_sink(link, worker);
  }
  void forget(unsigned worker, const contract::random_id& sid);
  void log_close(const connection& who, contract::close_reason reason);

private:
  struct id_hash {
    std::size_t operator()(const contract::random_id& id) const noexcept {
      return std::hash<std::string_view>{}(id.text());
    }
  };
  /// Keeps the actor alive and gives its class.
  struct session {
    caf::strong_actor_ptr keep;
    connection* who = nullptr;
    connection* operator->() const noexcept { return who; }
  };
  class wave;
  class post_ticket;
  /// What one worker owns.
  struct desk {
    gateway_config config;
    connection_counters counters;
    std::unordered_map<contract::random_id, session, id_hash> sessions;
    bool draining = false;
    std::unique_ptr<wave> closing;
  };

  void on_engine_request(unsigned worker, http::request request, transport::exchange answer);
  void open(unsigned worker, engineio::handshake what, http::request request,
            transport::exchange answer);
  void admit(unsigned worker, const engineio::handshake& what, http::request request,
             transport::exchange answer);
  void route(const engineio::handshake& what, http::request request, transport::exchange answer);
  void on_session_request(unsigned worker, const engineio::handshake& what,
                          const http::request& request, transport::exchange answer);
  void refuse(unsigned worker, const http::request& request, transport::exchange answer,
              engineio::error_code code);
  session spawn(unsigned worker, const http::request& request, const http::query_values& query);
  http::response prototype(unsigned worker, const http::request& request) const;
  /// Runs `fun` with the session on its worker, if it is there and open.
  void with_session(const contract::random_id& sid, std::function<void(connection&)> fun);
  void serve_client(unsigned worker, const http::request& request, transport::exchange answer);
  void drained(unsigned worker);

  const gateway_hooks hooks_;
  caf::actor_system& system_;
  std::vector<contract::worker*> workers_;
  contract::actor_kind& kind_;
  std::vector<std::unique_ptr<desk>> desks_;
  std::function<void()> on_drained_;
  std::atomic<unsigned> still_draining_{0};
};

} // namespace fleetwire::bridge
