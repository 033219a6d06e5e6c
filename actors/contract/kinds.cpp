#include "actors/contract/kinds.hpp"

#include <bit>
#include <chrono>

namespace fleetwire::contract {

void duration_histogram::add(std::int64_t nanoseconds) noexcept {
  auto units = static_cast<std::uint64_t>(nanoseconds < 0 ? 0 : nanoseconds) / 1000;
  auto index = static_cast<std::size_t>(std::bit_width(units));
  if (index >= buckets)
    index = buckets - 1;
  counts_[index].fetch_add(1, std::memory_order_relaxed);
  total_.fetch_add(static_cast<std::uint64_t>(nanoseconds), std::memory_order_relaxed);
}

std::array<std::uint64_t, duration_histogram::buckets> duration_histogram::counts() const noexcept {
  std::array<std::uint64_t, buckets> result{};
  for (std::size_t i = 0; i < buckets; ++i)
    result[i] = counts_[i].load(std::memory_order_relaxed);
  return result;
}

void actor_kind::note_depth(std::uint32_t depth) noexcept {
  auto seen = deepest.load(std::memory_order_relaxed);
  while (depth > seen && !deepest.compare_exchange_weak(seen, depth, std::memory_order_relaxed)) {}
}

std::uint64_t actor_kind::waiting() const noexcept {
  auto gone = handled.load(std::memory_order_relaxed) + dropped.load(std::memory_order_relaxed);
  auto came = enqueued.load(std::memory_order_relaxed);
  return came > gone ? came - gone : 0;
}

bool actor_kind::sample() noexcept {
  auto every = sample_every.load(std::memory_order_relaxed);
  thread_local unsigned turn = 0;
  return every != 0 && ++turn % every == 0;
}

actor_kind& kind_registry::get(std::string_view name) {
  std::lock_guard guard{mutex_};
  for (auto& kind : kinds_)
    if (kind.name == name)
      return kind;
  return kinds_.emplace_back(std::string{name});
}

std::vector<const actor_kind*> kind_registry::all() const {
  std::lock_guard guard{mutex_};
  std::vector<const actor_kind*> result;
  for (const auto& kind : kinds_)
    result.push_back(&kind);
  return result;
}

std::int64_t monotonic_nanoseconds() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
           std::chrono::steady_clock::now().time_since_epoch())
    .count();
}

} // namespace fleetwire::contract
