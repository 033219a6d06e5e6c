#pragma once

#include "actors/engine/core.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace fleetwire {

/// Runs `ask(worker)` on every worker and then `done(parts)`, parts in the workers' order, on the one
/// that was last. Nobody waits. Both may be dropped unrun when the engine ends.
template <class Part>
void gather(core& of, std::function<Part(unsigned)> ask,
            std::function<void(std::vector<Part>&)> done) {
  struct collection {
    std::function<Part(unsigned)> ask;
    std::function<void(std::vector<Part>&)> done;
    std::vector<Part> parts; ///< each worker writes its own
    std::atomic<unsigned> left{0};
  };
  auto all = std::make_shared<collection>();
  all->ask = std::move(ask);
  all->done = std::move(done);
  all->parts.resize(of.workers());
  all->left = of.workers();
  for (unsigned i = 0; i < of.workers(); ++i)
    of.worker(i).submit([all, i] {
      all->parts[i] = all->ask(i);
      if (all->left.fetch_sub(1, std::memory_order_acq_rel) == 1)
        all->done(all->parts);
    });
}

} // namespace fleetwire
