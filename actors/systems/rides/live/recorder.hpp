#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/pinned_actor.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/surroundings.hpp"
#include "actors/systems/rides/store/drivers.hpp"
#include "actors/systems/rides/store/outbox.hpp"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace fleetwire::systems::rides::live {

/// Writes behind, many at a time, what nobody waits for: where drivers are, in the history, and which
/// announcements have been told, so that they are not told again after a crash.
class recorder final : public contract::pinned_actor {
public:
  recorder(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);
  ~recorder() override;

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  using sight = std::shared_ptr<const rules::availability>;

  void note(const driver_seen& what);
  void begin();
  void write_told();
  void write_seen();

  surroundings& around_;
  std::optional<contract::deadline> alarm_;
  store::told_versions told_;
  std::unordered_map<std::string, sight> seen_; ///< drivers and their newest sign of life
  std::vector<store::position> ways_;
  bool is_writing_ = false; ///< history; one batch at a time
};

} // namespace fleetwire::systems::rides::live
