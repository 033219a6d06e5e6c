#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/contract/id_table.hpp"

#include "caf/actor.hpp"
#include "caf/allowed_unsafe_message_type.hpp"
#include "caf/exit_reason.hpp"
#include "caf/send.hpp"

namespace fleetwire::contract {

/// An actor has nothing left to do. It may go if it has heard all that was sent to it.
struct may_go {
  std::string id;
  std::uint64_t heard = 0;
  caf::actor_id who = 0; ///< that asks; another may have taken its place meanwhile
};

/// The actors of a desk by the ids of what they are for. Part of the desk; not synchronised.
class roster {
public:
  /// One that is there from the start.
  void add(const std::string& id, caf::actor who) { entries_[id].who = std::move(who); }
  struct entry {
    caf::actor who;
    std::uint64_t sent = 0; ///< messages that were handed on to it
  };
  /// Nothing if there is none of that id. Until it goes.
  const entry* find(std::string_view id) const { return entries_.find(id); }
  /// Those of many ids, in their order; see id_table.
  template <class Range, class IdOf>
  std::vector<entry*> find_all(const Range& of, IdOf id_of) const {
    return entries_.find_all(of, std::move(id_of));
  }
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
    const auto* const found = entries_.find(asked.id);
    if (!found || found->sent != asked.heard || found->who.id() != asked.who)
      return;
    caf::anon_send_exit(found->who, caf::exit_reason::user_shutdown);
    entries_.erase(asked.id);
  }
  void dismiss_all() {
    entries_.for_each([](const std::string&, const entry& each) {
      caf::anon_send_exit(each.who, caf::exit_reason::user_shutdown);
    });
    entries_.clear();
  }

private:
  id_table<entry> entries_;
};

} // namespace fleetwire::contract

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::contract::may_go)
