// From polling to websocket without losing or reordering a message: the client probes, the pending
// poll is released, and with "5" everything queued from then on goes over the websocket.
#include "net/bridge/connection_parts.hpp"
#include "net/bridge/counters.hpp"
#include "net/bridge/gateway.hpp"

#include <utility>

namespace fleetwire::bridge {

bool connection::may_upgrade() const noexcept {
  return polling_ && !upgrade_ && state_ == state::open;
}

void connection::on_upgrade(std::unique_ptr<transport::stream> stream) {
  upgrade_ = std::make_unique<upgrade>();
  upgrade_->candidate =
    std::make_shared<websocket_carrier>(*this, std::move(stream), config().max_payload);
  upgrade_->deadline = std::make_unique<later>([this] { cancel_upgrade(); });
  home_.timers().arm(*upgrade_->deadline, home_.clock().now() + config().upgrade_timeout);
  upgrade_->candidate->start();
}

void connection::on_probe_message(std::string_view message, bool is_binary) {
  if (!is_binary && message == "2probe") {
    static const auto answer = control_packet("3probe");
    if (upgrade_->candidate->write(answer->frames) < answer->frames.size())
      return cancel_upgrade(); // a fresh socket that takes no nine bytes is none
    upgrade_->probed = true;
    return release_poll("6");
  }
  if (!is_binary && message == "5" && upgrade_->probed)
    return finish_upgrade();
  cancel_upgrade();
}

void connection::finish_upgrade() {
  auto done = std::move(upgrade_);
  release_poll("6");
  settle_post();
  polling_ = nullptr;
  carrier_ = std::move(done->candidate);
  auto& count = counters();
  connection_counters::sub(count.polling);
  connection_counters::add(count.websocket);
  connection_counters::add(count.upgrades);
  if (paused_)
    carrier_->pause();
  if (state_ == state::closing)
    return finish_close();
  if (!outbox_.empty())
    mark_dirty();
}

void connection::cancel_upgrade() {
  if (auto gone = std::move(upgrade_))
    gone->candidate->close(websocket::close_code::no_status, true);
}

} // namespace fleetwire::bridge
