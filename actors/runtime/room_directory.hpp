#pragma once

#include "actors/contract/kinds.hpp"
#include "actors/contract/worker.hpp"
#include "actors/runtime/definition.hpp"

#include <string>
#include <string_view>

#include "caf/actor.hpp"
#include "caf/actor_system.hpp"

namespace fleetwire::runtime {

/// The room actors of one namespace that live on one worker (a room's name decides which). A shard
/// tells of its first and its last member in a room; emits never pass here. On that worker's thread.
class room_directory {
public:
  room_directory(caf::actor_system& system, contract::worker& home, contract::actor_kind& kind)
    : system_(system), home_(home), kind_(kind) {}
  ~room_directory();

  void opened(std::string_view room, unsigned on_worker);
  void closed(std::string_view room, unsigned on_worker);
  std::size_t size() const noexcept { return rooms_.size(); }

private:
  struct entry {
    caf::actor actor;
    unsigned workers = 0; ///< that have members
  };

  caf::actor_system& system_;
  contract::worker& home_;
  contract::actor_kind& kind_;
  text_map<entry> rooms_;
};

} // namespace fleetwire::runtime
