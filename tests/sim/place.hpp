#pragma once

#include "storage/stepped/stepped_store.hpp"
#include "tests/harness/stage.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fleetwire::sim {

/// One life of a server, made anew after each crash on the same disk and clock: virtual time, workers
/// in step mode, a store that commits when it is told to. What a seed shows once it shows always.
class place {
public:
  struct setup {
    unsigned workers = 2;
    std::uint64_t seed = 1;
    std::size_t queue = 10'000; ///< jobs that may wait per file; then the store refuses
  };
  using disk_ptr = std::shared_ptr<storage::stepped_disk>;
  using clock_ptr = std::shared_ptr<contract::manual_clock>;
  using instant = std::chrono::sys_time<std::chrono::milliseconds>;

  virtual ~place() = default;
  place(const place&) = delete;
  place& operator=(const place&) = delete;

  storage::stepped_store& store() noexcept { return *store_; }
  std::mt19937_64& random() noexcept { return stage_.random(); }
  instant now() const noexcept;

  /// Until nothing moves but the clock.
  void settle();
  void advance(std::chrono::milliseconds by);
  // The same by hand: one job of an actor, one thing of the store (false: there is none), time.
  bool step_actors() { return stage_.step(); }
  bool step_store() { return store_->step(stage_.random()); }
  void tick(std::chrono::milliseconds by) { stage_.clock()->advance(by); }
  /// How long until a timer is due.
  std::optional<std::chrono::milliseconds> next_timer() const;
  /// The process dies: nothing that was not committed stays, and nobody hears anything.
  void crash() { store_->crash(); }

  /// Looks at the disk behind everybody's back.
  void read(storage::file where, const storage::job& what);
  /// Actors of a kind that live.
  std::uint64_t count(std::string_view kind);

protected:
  place(const setup& how, disk_ptr disk, clock_ptr clock, std::span<const storage::schema> schemas);
  /// The same ones for the same seed.
  std::string new_id();

  const std::uint64_t seed_;
  harness::stage stage_;
  std::unique_ptr<storage::stepped_store>
    store_; ///< whoever derives lets go of it before the stage

private:
  std::uint64_t ids_ = 0;
};

} // namespace fleetwire::sim
