#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/worker.hpp"
#include "actors/systems/orders/live/news.hpp"
#include "actors/systems/orders/store/sent_lately.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/// Orders that somebody is busy with: an actor each, and on each worker a desk that finds them.
namespace fleetwire::systems::orders::live {

using rules::instant;

/// What the actors need of the world. Outlives them.
struct surroundings {
  storage::store& store;
  const contract::clock& clock;
  contract::kind_registry& kinds;
  std::function<std::string()> new_id; ///< a UUID; from any thread
  /// Says what has happened, in the order of the calls; on the worker of the order.
  std::function<void(const news&)> tell;
  rules::membership mode = rules::membership::registered;
  /// An order that nobody asked about for so long is let go.
  std::chrono::milliseconds idle_after{300'000};
  /// Positions kept of each order.
  std::int64_t track_points = 10'000;
  /// Shared with what is still to be written.
  std::shared_ptr<store::sent_lately> lately = std::make_shared<store::sent_lately>();

  instant now() const noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(clock.wall());
  }
};

} // namespace fleetwire::systems::orders::live
