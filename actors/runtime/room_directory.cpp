#include "actors/runtime/room_directory.hpp"

#include "actors/runtime/light_actor.hpp"

#include <algorithm>
#include <vector>

#include "caf/make_actor.hpp"
#include "caf/message.hpp"
#include "caf/send.hpp"

namespace fleetwire::runtime {

struct room_opened {
  unsigned worker = 0;
};
struct room_closed {
  unsigned worker = 0;
};

} // namespace fleetwire::runtime

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::runtime::room_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::runtime::room_closed)

namespace fleetwire::runtime {

/// Owns a room's life: begins with its first member on any worker and ends with its last. A name
/// that comes back later is another room.
class room_actor final : public light_actor {
public:
  using light_actor::light_actor;

protected:
  void on_message(caf::mailbox_element& what) override {
    auto& content = what.content();
    if (content.match_elements<room_opened>())
      workers_.push_back(content.get_as<room_opened>(0).worker);
    else if (content.match_elements<room_closed>())
      closed(content.get_as<room_closed>(0).worker);
    else if (content.match_elements<caf::exit_msg>())
      cleanup(caf::error{content.get_as<caf::exit_msg>(0).reason}, nullptr);
  }

private:
  void closed(unsigned worker) {
    std::erase(workers_, worker);
    if (workers_.empty())
      cleanup(caf::exit_reason::normal, nullptr);
  }

  std::vector<unsigned> workers_; ///< where it has members
};

room_directory::~room_directory() {
  for (auto& [name, room] : rooms_)
    static_cast<room_actor*>(caf::actor_cast<caf::abstract_actor*>(room.actor))
      ->cleanup(caf::exit_reason::user_shutdown, nullptr);
}

void room_directory::opened(std::string_view room, unsigned on_worker) {
  auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    caf::actor_config config;
    auto actor = caf::make_actor<room_actor, caf::actor>(system_.next_actor_id(), system_.node(),
                                                         &system_, config, home_, kind_);
    found = rooms_.emplace(std::string{room}, entry{std::move(actor), 0}).first;
  }
  ++found->second.workers;
  caf::anon_send(found->second.actor, room_opened{on_worker});
}

void room_directory::closed(std::string_view room, unsigned on_worker) {
  auto found = rooms_.find(room);
  if (found == rooms_.end())
    return;
  caf::anon_send(found->second.actor, room_closed{on_worker});
  // The message keeps the actor until it has ended.
  if (--found->second.workers == 0)
    rooms_.erase(found);
}

} // namespace fleetwire::runtime
