#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/contract/record_actor.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "actors/systems/fleet/live/track_log.hpp"
#include "actors/systems/fleet/store/sealing.hpp"

#include <memory>
#include <optional>

#include "caf/allowed_unsafe_message_type.hpp"

namespace fleetwire::systems::fleet::live {

/// The journal of the history has become long.
struct journal_is_due {};

/// Brings the journal into order, slice after slice: when it has become long, and what there is in any
/// case after a while. What fails is tried again then.
class sealer final : public contract::record_actor {
public:
  static constexpr std::chrono::minutes rest{5};

  /// `counts` outlives it.
  sealer(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
         track_counts& counts);
  ~sealer() override;

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void begin();
  void go_on();
  void done(const storage::status& how, bool is_sealed);

  surroundings& around_;
  track_counts& counts_;
  std::shared_ptr<store::sealing> work_; ///< while there is some
  std::optional<contract::deadline> alarm_;
};

} // namespace fleetwire::systems::fleet::live

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::journal_is_due)
