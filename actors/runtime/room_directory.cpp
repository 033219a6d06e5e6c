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

/// Owns a room's life: begins with its first member on any worker and ends with its last.
class room_actor final : public light_actor {
public:
  room_actor(caf::actor_config& config, contract::worker& home, contract::actor_kind& kind,
             room_directory& directory, std::string room_name)
    : light_actor(config, home, kind), directory_(directory), room_(std::move(room_name)) {
  }

protected:
  void on_message(caf::mailbox_element& what) override {
    auto& content = what.content();
    if (content.match_elements<room_opened>())
      opened(content.get_as<room_opened>(0).worker);
    else if (content.match_elements<room_closed>())
      closed(content.get_as<room_closed>(0).worker);
    else if (content.match_elements<caf::exit_msg>())
      cleanup(caf::error{content.get_as<caf::exit_msg>(0).reason}, nullptr);
  }

private:
  void opened(unsigned worker) {
    // Sent while the news of the last member leaving was on its way: the room begins anew.
    if (ended_)
      return directory_.opened(room_, worker);
    if (std::find(workers_.begin(), workers_.end(), worker) == workers_.end())
      workers_.push_back(worker);
  }
  void closed(unsigned worker) {
    std::erase(workers_, worker);
    if (workers_.empty() && !ended_) {
      ended_ = true;
      cleanup(caf::exit_reason::normal, nullptr);
      directory_.forget(room_);
    }
  }

  room_directory& directory_;
  const std::string room_;
  std::vector<unsigned> workers_; ///< where it has members
  bool ended_ = false;
};

room_directory::~room_directory() {
  for (auto& [name, room] : rooms_)
    static_cast<room_actor*>(caf::actor_cast<caf::abstract_actor*>(room))
      ->cleanup(caf::exit_reason::user_shutdown, nullptr);
}

void room_directory::opened(std::string_view room, unsigned on_worker) {
  auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    caf::actor_config config;
    auto actor = caf::make_actor<room_actor, caf::actor>(
      system_.next_actor_id(), system_.node(), &system_, config, home_, kind_, *this,
      std::string{room});
    found = rooms_.emplace(std::string{room}, std::move(actor)).first;
  }
  caf::anon_send(found->second, room_opened{on_worker});
}

void room_directory::closed(std::string_view room, unsigned on_worker) {
  if (auto found = rooms_.find(room); found != rooms_.end())
    caf::anon_send(found->second, room_closed{on_worker});
}

void room_directory::forget(std::string_view room) {
  if (auto found = rooms_.find(room); found != rooms_.end())
    rooms_.erase(found);
}

} // namespace fleetwire::runtime
