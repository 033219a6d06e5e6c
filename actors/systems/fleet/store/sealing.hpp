#pragma once

#include "actors/systems/fleet/store/packed_track.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace fleetwire::systems::fleet::store {

/// Brings what the journal holds into the ways of the vehicles, a slice in each job, so that no job keeps
/// the writer for long. The journal keeps all of it until the last slice: who reads in between finds
/// some of it twice and counts it once, and who dies in between begins anew.
class sealing {
public:
  /// What a slice may have, whichever comes first; it ends with the vehicle that makes it full.
  struct bounds {
    std::size_t vehicles = 2'000;
    std::size_t reports = 100'000;
    std::size_t load = 1'000'000; ///< reports that one sealing takes out of the journal
  };

  sealing() = default;
  explicit sealing(const bounds& how) : how_(how) {}

  /// One slice; true when all is sealed. Throw the sealing away if the job fails.
  bool step(storage::session& history);
  /// Reports it has taken out of the journal.
  std::size_t size() const noexcept { return size_; }

private:
  void load(storage::session& history);

  bounds how_;
  bool is_loaded_ = false;
  std::int64_t last_row_ = 0;
  std::size_t size_ = 0;
  std::vector<std::pair<std::int64_t, packed_track>> ways_; ///< by vehicle
  std::size_t next_ = 0;
};

/// Moves positions that an earlier release kept, a row each, into the ways; how many rows went, 0 when
/// there are none left. For the start, before anybody reads.
std::int64_t move_rows(storage::session& history, std::int64_t limit);

} // namespace fleetwire::systems::fleet::store
