#pragma once

#include <functional>
#include <string>

#include "actors/contract/worker.hpp"
#include "actors/systems/identity/rules/session.hpp"
#include <fleetwire/socket.hpp>

namespace fleetwire::systems::identity {

/// Watches the end of one socket's token: tells the socket in time, and calls `over` at the end,
/// which may destroy this. On the socket's worker.
class expiry final : public contract::timer {
public:
  struct plan {
    millis end = 0;
    millis warning = 0; ///< so long before the end; 0: not at all
    std::function<void(const socket&)> over;
    std::string newer_token = {}; ///< none: the one it came with
  };
  expiry(contract::worker& home, socket who, plan what);
  void on_timer() override;
  const socket& who() const noexcept { return who_; }
  const std::string& newer_token() const noexcept { return plan_.newer_token; }

private:
  void arm(millis left);
  millis now() const noexcept;

  contract::worker& home_;
  const socket who_;
  const plan plan_;
  bool warned_ = false;
};

} // namespace fleetwire::systems::identity
