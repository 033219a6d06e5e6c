#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetwire::contract {

/// What belongs to ids. A lookup in a table that is larger than the caches waits for the memory twice;
/// find_all() lets those of many ids wait together. What it holds stays where it is until it is erased.
/// Not synchronised.
template <class T>
class id_table {
public:
  T& operator[](std::string_view id) {
    const auto hash = hash_of(id);
    if (auto* const found = look(hash, id))
      return found->what;
    if (2 * (size_ + 1) > slots_.size())
      grow();
    auto& free = slots_[end_of_run(hash)];
    free = {hash, std::make_unique<node>(std::string{id}, T{})};
    ++size_;
    return free.at->what;
  }

  T* find(std::string_view id) const {
    auto* const found = look(hash_of(id), id);
    return found ? &found->what : nullptr;
  }

  /// Those of many ids, in their order; null where there is none. `id_of` gives the text of each.
  template <class Range, class IdOf>
  std::vector<T*> find_all(const Range& of, IdOf id_of) const {
    std::vector<std::size_t> hashes;
    hashes.reserve(std::size(of));
    for (const auto& each : of) {
      hashes.push_back(hash_of(id_of(each)));
      if (!slots_.empty())
        __builtin_prefetch(&slots_[start_of(hashes.back())]);
    }
    for (const auto hash : hashes)
      if (!slots_.empty())
        __builtin_prefetch(slots_[start_of(hash)].at.get());
    std::vector<T*> out;
    out.reserve(hashes.size());
    for (const auto& each : of) {
      auto* const found = look(hashes[out.size()], id_of(each));
      out.push_back(found ? &found->what : nullptr);
    }
    return out;
  }

  void erase(std::string_view id) {
    const auto hash = hash_of(id);
    auto* const found = look(hash, id);
    if (!found)
      return;
    auto at = start_of(hash);
    while (slots_[at].at.get() != found)
      at = next(at);
    close_gap(at);
    --size_;
  }

  void clear() noexcept {
    slots_.clear();
    size_ = 0;
  }

  std::size_t size() const noexcept { return size_; }

  template <class F>
  void for_each(F&& visit) const {
    for (const auto& each : slots_)
      if (each.at)
        visit(std::as_const(each.at->id), each.at->what);
  }

private:
  struct node {
    std::string id;
    T what;
    node(std::string of, T it) : id(std::move(of)), what(std::move(it)) {}
  };
  struct slot {
    std::size_t hash = 0;
    std::unique_ptr<node> at; ///< null: free
  };

  static std::size_t hash_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

  /// A power of two of slots, at least half of them free, so every search meets a free one.
  std::size_t start_of(std::size_t hash) const noexcept { return hash & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }

  node* look(std::size_t hash, std::string_view id) const {
    if (slots_.empty())
      return nullptr;
    for (auto at = start_of(hash); slots_[at].at; at = next(at))
      if (slots_[at].hash == hash && slots_[at].at->id == id)
        return slots_[at].at.get();
    return nullptr;
  }

  std::size_t end_of_run(std::size_t hash) const noexcept {
    auto at = start_of(hash);
    while (slots_[at].at)
      at = next(at);
    return at;
  }

  void grow() {
    constexpr std::size_t least = 16;
    std::vector<slot> old(slots_.empty() ? least : 2 * slots_.size());
    old.swap(slots_);
    for (auto& each : old)
      if (each.at)
        slots_[end_of_run(each.hash)] = std::move(each);
  }

  /// Moves back what a search would not find behind a free slot.
  void close_gap(std::size_t gap) {
    slots_[gap].at.reset();
    for (auto at = next(gap); slots_[at].at; at = next(at)) {
      const auto mask = slots_.size() - 1;
      const auto way = (at - start_of(slots_[at].hash)) & mask;
      if (way < ((at - gap) & mask))
        continue; // it begins behind the gap
      slots_[gap] = std::move(slots_[at]);
      gap = at;
    }
  }

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

} // namespace fleetwire::contract
