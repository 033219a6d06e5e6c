#pragma once

#include "net/transport/api.hpp"
#include "net/transport/server.hpp"

#include <cstdint>
#include <memory>

namespace fleetwire {

class core;

/// The internal listener: health, metrics and the tree of actors. Reads counters; owns none.
class telemetry final : public transport::request_handler {
public:
  explicit telemetry(core& of);
  ~telemetry() override;

  /// Listens if telemetry is on; throws start_error.
  void start();
  void stop();
  std::uint16_t port() const noexcept {
    return port_;
  }
  void on_request(unsigned worker, http::request request, transport::exchange answer) override;

private:
  core& core_;
  std::unique_ptr<transport::server> listener_;
  std::uint16_t port_ = 0;
};

} // namespace fleetwire
