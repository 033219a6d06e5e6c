#pragma once

#include "actors/systems/fleet/store/journal.hpp"
#include "actors/systems/fleet/store/positions.hpp"
#include "actors/systems/fleet/store/sealing.hpp"
#include "actors/systems/fleet/store/testing/memory.hpp"

#include <chrono>
#include <vector>

/// What the suites of positions share.
namespace fleetwire::systems::fleet::store::testing {

using namespace std::chrono_literals;

inline constexpr rules::instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

inline position at(std::int64_t vehicle, std::chrono::milliseconds when, double lat = 1) {
  position p;
  p.vehicle = vehicle;
  p.seen.where = {lat, 2};
  p.seen.at = start + when;
  return p;
}

struct history : memory {
  void add(const std::vector<position>& some) {
    packed_track packed;
    for (const auto& each : some)
      packed.add(each);
    put([&](session& db) { append(db, packed); }, file::history);
  }
  /// All that is there, in slices.
  void seal_all(const sealing::bounds& how = {}) {
    sealing work{how};
    for (bool done = false; !done;)
      put([&](session& db) { done = work.step(db); }, file::history);
  }
  std::vector<position> of(std::int64_t vehicle, std::chrono::milliseconds from = 0s,
                           std::chrono::milliseconds to = 1h, std::size_t limit = 100) {
    return get(
      [&](session& db) { return positions(db, {vehicle, start + from, start + to, limit}); },
      file::history);
  }
  std::optional<position> newest(std::int64_t vehicle) {
    return get([&](session& db) { return newest_position(db, vehicle); }, file::history);
  }
  std::int64_t forget(std::int64_t vehicle, std::chrono::milliseconds before,
                      std::int64_t limit = 100'000) {
    return get([&](session& db) { return purge(db, vehicle, start + before, limit); },
               file::history);
  }
  std::int64_t count(std::string_view sql) {
    return get(
      [&](session& db) {
        std::int64_t out = -1;
        db.rows(sql, [&](const storage::row& r) { out = r.integer(0); });
        return out;
      },
      file::history);
  }
};

} // namespace fleetwire::systems::fleet::store::testing
