#pragma once

#include "actors/systems/rides/store/outbox.hpp"
#include "tests/sim/rides/town.hpp"
#include "tests/sim/verdict.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fleetwire::sim {

namespace store = systems::rides::store;

/// Sees every commit, hears every announcement and every answer of all lives of a town, and knows by
/// itself what must never be.
class witness final : public verdict {
public:
  /// Ids of trips that somebody asked for with one key.
  using key_name = std::pair<std::string, std::string>;

  /// A life begins: what its outbox holds is still to be said.
  void begin(town& place);
  /// After each commit.
  void look_at_disk();
  /// When it was announced.
  void heard(const rules::announcement& what);

  // Answers that promise something, when they are given.
  void was_told(const rules::trip& state);
  void was_told_of(const rules::availability& state);
  void was_accepted(const rules::accept_offer& what, const rules::trip& state);
  void was_made(const key_name& key, const std::string& trip_id);

  /// What is stored, whoever wrote it.
  void judge(const std::vector<rules::trip>& stored);

  /// Nothing moves, and all timers that were due have rung. `has_failed`: in this life, at any time.
  void at_rest(bool has_failed);
  /// Of those who are on no trip, who would be asked now; all of them and nobody else.
  void found_ready(const std::vector<rules::availability>& drivers, std::vector<std::string> ready);
  /// Everybody went home.
  void at_the_end();

  const std::map<std::string, rules::trip>& trips() const noexcept { return trips_; }

private:
  void check(bool holds, const rules::trip& t, const char* what);
  void check_birth(const rules::trip& t);
  void check_step(const rules::trip& before, const rules::trip& after);
  void check_offers(const rules::trip& before, const rules::trip& after);
  void check_trip(const rules::trip& t);
  void check_town();
  void check_audience(const rules::announcement& what);
  void check_position(const rules::announcement& what);

  town* place_ = nullptr;
  std::map<std::string, rules::trip> trips_; ///< as committed
  std::map<std::string, std::deque<store::outbox_entry>> unsaid_; ///< of this life
  std::map<std::string, rules::instant> positions_; ///< when one was last told
  std::map<std::string, std::string> winners_; ///< by assignment
  std::map<key_name, std::string> keys_; ///< the trip that each made
  std::map<std::string, std::uint64_t> noted_; ///< of the outbox: up to which version of each trip
};

} // namespace fleetwire::sim
