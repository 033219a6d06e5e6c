#pragma once

#include "actors/systems/fleet/live/audience.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What may be asked of the live side. Answers come on workers, once, and must not throw.
namespace fleetwire::systems::fleet::live {

/// In whose name something is asked.
struct asker {
  std::string user;
  bool is_keeper = false; ///< may do everything
  bool sees_all = false;
  bool is_vehicle = false; ///< the user is a vehicle itself
};

bool may_see(const asker& who, const rules::vehicle& v) noexcept;
bool may_see(const asker& who, const rules::trip& t) noexcept;
/// Keepers, its driver, and itself.
bool may_report(const asker& who, const rules::vehicle& v) noexcept;
/// Whether the keys are the same, in a time that tells nothing of them; an empty one is no key.
bool is_same(std::string_view key, std::string_view expected) noexcept;

// -- vehicles -----------------------------------------------------------------------------------------

using vehicle_result = std::variant<rules::refusal, vehicle_sight>;
using vehicle_answer = std::function<void(const vehicle_result&)>;

struct look_at {
  asker who;
};
/// As look_at, but one that is not known is made, where that is allowed.
struct meet {
  asker who;
};
struct make_vehicle {
  rules::vehicle_patch what;
};
struct change_vehicle {
  rules::vehicle_patch what;
};
/// Says that there is little left, whatever was said before.
struct warn_of_fuel {
  double level = 0;
};
using vehicle_command = std::variant<look_at, meet, make_vehicle, change_vehicle, warn_of_fuel>;

/// A report and the way back; tracker keys are checked where the vehicle is known.
using report_result = std::variant<rules::refusal, rules::verdict>;
using report_answer = std::function<void(const report_result&)>;
struct take_report {
  std::string vehicle_id;
  rules::report seen;
  asker who;
  std::optional<std::string> device_key; ///< a tracker's; nothing: `who` counts
  report_answer reply;
};

/// One of several reports.
struct listed_report {
  std::string vehicle_id;
  rules::report seen;
  std::size_t index = 0; ///< in the list it came in
};
using verdict_counts = std::array<std::size_t, rules::verdict_count>;
/// Hears what became of each of several reports, of many at once if it can be. From any worker.
class report_listener {
public:
  virtual ~report_listener() = default;
  virtual void taken(const verdict_counts& some) = 0;
  virtual void refused(std::size_t index, const rules::refusal& why) = 0;
};

// -- trips ----------------------------------------------------------------------------------------------

using trip_result = std::variant<rules::refusal, trip_sight>;
using trip_answer = std::function<void(const trip_result&)>;

struct look_at_trip {
  asker who;
};
struct make_trip {
  rules::trip_patch what;
};
/// Of a keeper. `makes`: one that is not known comes into being, where that is allowed.
struct do_step {
  rules::trip_command what;
  bool makes = false;
};
using trip_request = std::variant<look_at_trip, make_trip, do_step>;

// -- alerts and geofences ---------------------------------------------------------------------------------

using alert_answer = std::function<void(const std::variant<rules::refusal, rules::alert>&)>;
struct raise_alert {
  rules::alert what; ///< the desk gives it its id and time
  alert_answer reply;
};
struct acknowledge_alert {
  std::string id;
  std::string by;
  alert_answer reply;
};

using geofence_answer = std::function<void(const std::variant<rules::refusal, rules::geofence>&)>;
struct save_geofence {
  rules::geofence what;
  bool must_exist = false;
  geofence_answer reply;
};
struct forget_geofence {
  std::string id;
  geofence_answer reply;
};

} // namespace fleetwire::systems::fleet::live
