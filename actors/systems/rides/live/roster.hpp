#pragma once

#include "actors/systems/rides/live/messages.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "caf/actor.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::rides::live {

/// The actors of a desk by the ids of what they are for. Part of the desk; not synchronised.
class roster {
public:
  /// Hands on a message; `make()` makes the actor if there is none.
  template <class Message, class Make>
  void tell(const std::string& id, Message what, Make&& make) {
    auto& to = entries_[id];
    if (!to.who)
      to.who = make();
    ++to.sent;
    caf::anon_send(to.who, std::move(what));
  }
  /// Lets an actor go that has nothing left to do, unless something is on its way to it.
  void let_go(const may_go& asked) {
    const auto found = entries_.find(asked.id);
    if (found == entries_.end() || found->second.sent != asked.heard)
      return;
    caf::anon_send_exit(found->second.who, caf::exit_reason::user_shutdown);
    entries_.erase(found);
  }
  void dismiss_all() {
    for (const auto& [id, each] : entries_)
      caf::anon_send_exit(each.who, caf::exit_reason::user_shutdown);
    entries_.clear();
  }

private:
  struct entry {
    caf::actor who;
    std::uint64_t sent = 0;
  };
  std::unordered_map<std::string, entry> entries_;
};

} // namespace fleetwire::systems::rides::live
