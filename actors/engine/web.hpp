#pragma once

#include "actors/contract/web.hpp"
#include "actors/contract/worker.hpp"
#include "actors/engine/body_stream.hpp"
#include "net/http/cors.hpp"
#include "net/http/message.hpp"
#include "net/http/router.hpp"
#include "net/transport/api.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fleetwire {

/// The REST interfaces of the systems: finds the route, knows who asks, reads the body, and adds
/// what browsers want. Filled before the engine listens, then only read, so from any worker.
class web {
public:
  /// False when the pattern is none, or taken.
  [[nodiscard]] bool add(contract::web_route what);
  void ask(const contract::auth_port* who) noexcept { auth_ = who; }
  /// "GET /api/trips/:id" and the others, in the order in which they were added.
  const std::vector<std::string>& routes() const noexcept { return names_; }
  /// Pages of these origins may ask. From any thread.
  void set_origins(const std::vector<std::string>& origins);

  /// Whether the path is below one that systems answer.
  bool owns(std::string_view path) const noexcept;
  /// Before the first request; so many workers serve.
  void open(unsigned workers);
  void serve(contract::worker& here, http::request request, transport::exchange answer);
  /// Breaks off the long answers that are under way. Workers stand still.
  void release() noexcept;

private:
  /// Of one worker, so that no lock is needed.
  using streams = std::unordered_map<const body_stream*, std::shared_ptr<body_stream>>;
  class way_back;

  struct entry {
    contract::access who;
    contract::web_handler handler;
    bool strangers;
  };
  std::shared_ptr<const http::cors_config> origins() const;
  void handle(const entry& what, std::shared_ptr<contract::web_request> request,
              const contract::web_reply& reply) const;

  http::router routes_;
  std::vector<entry> entries_; ///< by id of the route
  std::vector<std::string> names_; ///< the same
  mutable std::mutex cors_lock_; // TSan knows it, unlike atomic<shared_ptr>
  std::shared_ptr<const http::cors_config> cors_; ///< changes while running
  const contract::auth_port* auth_ = nullptr;
  std::vector<streams> streams_;
};

} // namespace fleetwire
