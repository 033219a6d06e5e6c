#pragma once

#include "actors/systems/rides/live/messages.hpp"

#include <memory>
#include <string>
#include <vector>

#include "caf/actor_system.hpp"

namespace fleetwire::systems::rides::live {

/// The live side of rides as routes and sockets see it. From any thread; answers come on workers.
class service {
public:
  /// Makes the actors, on the workers that `around` names. `around` outlives the service.
  service(caf::actor_system& system, surroundings& around);

  /// What an earlier life left: live trips go on with their deadlines, drivers are where they were,
  /// and what was decided but perhaps not said is said. Before anybody is let in; not on a worker.
  storage::status restore();
  /// Ends all actors. Workers run.
  void stop();
  /// Lets go of them. Workers stand still.
  void release();

  void request(ask_for_trip what);
  void tell(const std::string& trip_id, rules::command what, trip_answer reply);
  void tell_of_assignment(const std::string& assignment_id, rules::command what, trip_answer reply);
  void look(const std::string& trip_id, trip_answer reply);
  void driver(const std::string& driver_id, driver_command what, driver_answer reply);
  void near(count_nearby what);
  /// Who subscribes hears trip_news and driver_news.
  const caf::group& news() const noexcept { return around_.news; }

private:
  surroundings& around_;
};

} // namespace fleetwire::systems::rides::live
