#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::runtime {

/// Which rooms may have somebody in them, on any worker: what is told in the others need not even be
/// made. Counts by hash, so that it may say "perhaps" of an empty room, but never "nobody" of one
/// with members. Slots lie in districts with a count of their own: while few rooms are occupied, most
/// questions end at a table that stays in the cache. From any thread.
class occupancy {
public:
  using slot = std::uint32_t;

  /// A power of two; 4 bytes each, of one server.
  explicit occupancy(std::size_t slots = std::size_t{1} << 17)
    : mask_(slots - 1),
      counts_(std::make_unique<counter[]>(slots)),
      districts_(std::make_unique<counter[]>(district_of(mask_) + 1)) {}

  /// `space` tells the namespaces apart.
  slot slot_of(const void* space, std::string_view room) const noexcept;
  void enter(slot where) noexcept {
    counts_[where].fetch_add(1, std::memory_order_relaxed);
    districts_[district_of(where)].fetch_add(1, std::memory_order_relaxed);
  }
  void leave(slot where) noexcept {
    counts_[where].fetch_sub(1, std::memory_order_relaxed);
    districts_[district_of(where)].fetch_sub(1, std::memory_order_relaxed);
  }
  bool perhaps(slot where) const noexcept {
    return districts_[district_of(where)].load(std::memory_order_relaxed) != 0
           && counts_[where].load(std::memory_order_relaxed) != 0;
  }

private:
  using counter = std::atomic<std::uint32_t>;

  static std::size_t district_of(std::size_t where) noexcept { return where >> 6; }

  const std::size_t mask_;
  const std::unique_ptr<counter[]> counts_;
  const std::unique_ptr<counter[]> districts_;
};

/// Keeps rooms occupied for somebody who is not in them now: a socket that may come back, a join that
/// is on its way to another worker.
class occupancy_hold {
public:
  occupancy_hold() noexcept = default;
  explicit occupancy_hold(std::shared_ptr<occupancy> of) noexcept : of_(std::move(of)) {}
  occupancy_hold(occupancy_hold&& other) noexcept = default;
  occupancy_hold& operator=(occupancy_hold&& other) noexcept {
    std::swap(of_, other.of_);
    slots_.swap(other.slots_);
    return *this;
  }
  ~occupancy_hold() {
    for (const auto each : slots_)
      of_->leave(each);
  }
  void add(const void* space, std::string_view room) {
    slots_.push_back(of_->slot_of(space, room));
    of_->enter(slots_.back());
  }

private:
  std::shared_ptr<occupancy> of_; ///< shared: the last holds may outlive the server
  std::vector<occupancy::slot> slots_;
};

} // namespace fleetwire::runtime
