#pragma once

#include "actors/engine/telemetry/report.hpp"
#include "net/transport/api.hpp"
#include "net/transport/server.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fleetwire {

class core;

/// The internal listener: health, metrics and the tree of actors. Reads counters; owns none. What
/// belongs to a worker is asked of it by message, so no worker ever waits for another.
class telemetry final : public transport::request_handler {
public:
  explicit telemetry(core& of);
  ~telemetry() override;

  /// Listens if telemetry is on; throws start_error.
  void start();
  void stop();
  std::uint16_t port() const noexcept { return port_; }
  void on_request(unsigned worker, http::request request, transport::exchange answer) override;

private:
  using reports = std::vector<worker_report>;

  void on_actors(const http::request& request, transport::exchange answer);
  /// Asks all workers and answers with what `write` makes of it.
  void with_reports(transport::exchange answer, std::string_view type, bool with_top,
                    std::string (*write)(core&, const reports&));
  worker_report report(unsigned worker, double asked, bool with_top);

  core& core_;
  std::vector<load_meter> meters_; ///< each of its worker
  std::unique_ptr<transport::server> listener_;
  std::uint16_t port_ = 0;
};

} // namespace fleetwire
