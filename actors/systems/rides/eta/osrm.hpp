#pragma once

#include "actors/contract/outward.hpp"
#include "actors/systems/rides/live/road_times.hpp"

#include <atomic>
#include <memory>
#include <string_view>

namespace fleetwire::systems::rides::eta {

/// Knows the roads as an OSRM server beside this one does. That it cannot be asked is logged once,
/// and once that it can again.
class osrm final : public live::road_times {
public:
  explicit osrm(std::unique_ptr<contract::outward_client> server) : server_(std::move(server)) {}

  void ask(geo::point from, geo::point to, answer done) override;
  /// Before the workers end: who waits hears that nothing is known.
  void close() { server_->close(); }

private:
  std::optional<std::chrono::milliseconds> read(const contract::outward_answer& what);
  void fails(std::string_view why);
  void works();

  std::unique_ptr<contract::outward_client> server_;
  std::atomic<bool> is_out_ = false;
};

} // namespace fleetwire::systems::rides::eta
