#pragma once

#include "actors/systems/orders/rules/refusal.hpp"

#include <fleetwire/socket.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace fleetwire::systems::orders::realtime {

/// The answer to an event: to whoever waits for one. A failure that nobody waits for is told as
/// `exception`. Copyable, from any thread.
class reply_to {
public:
  reply_to(socket s, std::string_view event, ack answer)
    : socket_(std::move(s)), event_(event), answer_(std::move(answer)) {}
  /// `with` has more members than ok:true, or none.
  void well(const std::function<void(object&)>& with = {}) const;
  void badly(const rules::refusal& why) const;
  const socket& whom() const noexcept { return socket_; }

private:
  socket socket_;
  std::string event_;
  ack answer_;
};

} // namespace fleetwire::systems::orders::realtime
