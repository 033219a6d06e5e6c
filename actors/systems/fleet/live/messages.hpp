#pragma once

#include "actors/systems/fleet/live/commands.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "caf/actor.hpp"
#include "caf/allowed_unsafe_message_type.hpp"

/// What the actors say to each other. They live in one process, so nothing is serialised.
namespace fleetwire::systems::fleet::live {

struct tell_vehicle {
  std::string vehicle_id;
  vehicle_command what;
  vehicle_answer reply; ///< may be empty
};

/// A trip that wants to hear of every believed position, from now on or no longer.
struct follow {
  std::string vehicle_id;
  std::string trip_id;
  caf::actor who; ///< nobody: no longer
};
/// Several for vehicles of one worker.
struct take_reports {
  std::shared_ptr<const asker> who;
  std::vector<listed_report> all;
  std::shared_ptr<report_listener> to;
};

/// Calls `each` on the worker of the vehicles for every active one of that worker, so many a turn,
/// then `done`.
struct survey {
  std::function<void(const vehicle_sight&)> each;
  std::function<void()> done;
  std::size_t per_turn = 200;
};

struct deadline_came {};

struct tell_trip {
  std::string trip_id;
  trip_request what;
  trip_answer reply;
};
/// Its vehicle was there.
struct on_its_way {
  rules::report seen;
};
struct bring_back {
  rules::trip state;
};

} // namespace fleetwire::systems::fleet::live

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::tell_vehicle)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::take_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::take_reports)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::survey)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::follow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::deadline_came)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::tell_trip)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::on_its_way)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::bring_back)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::raise_alert)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::acknowledge_alert)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::save_geofence)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::systems::fleet::live::forget_geofence)
