#include "actors/systems/fleet/store/positions.hpp"

#include "actors/systems/fleet/store/in_time.hpp"
#include "actors/systems/fleet/store/journal.hpp"

#include <algorithm>
#include <limits>

namespace fleetwire::systems::fleet::store {

namespace {

constexpr auto end_of_time = rules::instant::max();
/// Behind the newest there are only those that were not believed, from clocks that are ahead.
constexpr std::size_t most_ahead = 100'000;

bool is_newer(const position& p, const position& than) noexcept {
  return *p.seen.at > *than.seen.at;
}

} // namespace

std::vector<position> positions(storage::session& history, const position_range& which) {
  auto sealed = sealed_positions(history, which);
  // What is later than all that is wanted need not be looked at.
  const auto to =
    sealed.size() == which.limit && !sealed.empty() ? *sealed.back().seen.at : which.to;
  std::vector<position> fresh;
  each_unsealed(history, which.from, to, [&](const position& p) {
    if (p.vehicle == which.vehicle && *p.seen.at >= which.from && *p.seen.at <= to)
      fresh.push_back(p);
  });
  if (fresh.empty())
    return sealed;
  std::stable_sort(fresh.begin(), fresh.end(), is_earlier);
  auto out = merged(sealed, fresh);
  out.resize(std::min(out.size(), which.limit));
  return out;
}

std::optional<position> newest_position(storage::session& history, std::int64_t vehicle) {
  auto out = newest_sealed(history, vehicle);
  const auto since = out ? *out->seen.at : rules::instant::min();
  each_unsealed(history, since, end_of_time, [&](const position& p) {
    if (p.vehicle == vehicle && !p.is_impossible && (!out || is_newer(p, *out)))
      out = p;
  });
  return out;
}

std::optional<last_seen> seen_last(storage::session& history, std::int64_t vehicle) {
  const auto newest = newest_position(history, vehicle);
  if (!newest)
    return std::nullopt;
  return last_seen{*newest, latest_moment(history, *newest)};
}

rules::instant latest_moment(storage::session& history, const position& newest) {
  const auto at = *newest.seen.at;
  const auto behind = positions(history, {newest.vehicle, at, end_of_time, most_ahead});
  return behind.empty() ? at : *behind.back().seen.at;
}

std::unordered_map<std::int64_t, position> newest_positions(storage::session& history) {
  std::unordered_map<std::int64_t, position> out;
  for (auto next = next_vehicle(history, std::numeric_limits<std::int64_t>::min()); next;
       next = next_vehicle(history, *next))
    if (const auto newest = newest_sealed(history, *next))
      out.emplace(*next, *newest);
  each_unsealed(history, rules::instant::min(), end_of_time, [&](const position& p) {
    if (p.is_impossible)
      return;
    const auto [at, is_first] = out.try_emplace(p.vehicle, p);
    if (!is_first && is_newer(p, at->second))
      at->second = p;
  });
  return out;
}

} // namespace fleetwire::systems::fleet::store
