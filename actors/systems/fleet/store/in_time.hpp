#pragma once

#include "actors/systems/fleet/store/position.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

/// Positions of one vehicle in the order of time; of several of one moment one stays: the first that is
/// believed, else the first.
namespace fleetwire::systems::fleet::store {

/// Of one moment those that are believed come first.
inline bool is_earlier(const position& a, const position& b) noexcept {
  return *a.seen.at != *b.seen.at ? *a.seen.at < *b.seen.at : a.is_impossible < b.is_impossible;
}

/// Of positions that are in order already.
inline void keep_firsts(std::vector<position>& some) {
  some.erase(std::unique(some.begin(), some.end(),
                         [](const auto& a, const auto& b) { return a.seen.at == b.seen.at; }),
             some.end());
}

inline void put_in_order(std::vector<position>& some) {
  std::stable_sort(some.begin(), some.end(), is_earlier);
  keep_firsts(some);
}

/// Of two that are in order; those of `first` stay, unless only the other one is believed.
inline std::vector<position> merged(std::span<const position> first,
                                    std::span<const position> second) {
  std::vector<position> out;
  out.reserve(first.size() + second.size());
  std::merge(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(out),
             is_earlier);
  keep_firsts(out);
  return out;
}

} // namespace fleetwire::systems::fleet::store
