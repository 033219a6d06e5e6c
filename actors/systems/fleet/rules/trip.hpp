#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/systems/fleet/rules/members.hpp"
#include "actors/systems/fleet/rules/report.hpp"

/// A trip of a vehicle: planned → ongoing → completed, or cancelled before that.
namespace fleetwire::systems::fleet::rules {

enum class trip_state : std::uint8_t { planned, ongoing, completed, cancelled };

std::string_view to_string(trip_state what) noexcept;
std::optional<trip_state> trip_state_from(std::string_view name) noexcept;

struct stop {
  point where;
  std::optional<std::string> name;
  std::optional<instant> planned_at;
  std::optional<instant> reached_at;

  bool operator==(const stop&) const = default;
};

struct trip {
  std::string id;
  std::string vehicle_id;
  std::optional<std::string> driver_id;
  trip_state state = trip_state::planned;
  std::optional<std::string> status; ///< a word of the back end's own for how it goes
  std::vector<stop> stops;
  std::optional<instant> planned_start, planned_end;
  std::optional<instant> started_at, ended_at;
  std::optional<std::string> reason; ///< of the cancellation
  members more;
  instant created_at;
  instant updated_at;

  bool operator==(const trip&) const = default;
  bool is_over() const noexcept {
    return state == trip_state::completed || state == trip_state::cancelled;
  }
};

inline constexpr std::size_t most_stops = 100;

/// What a body wants; absent: as it was.
struct trip_patch {
  std::optional<std::string> vehicle_id;
  std::optional<std::optional<std::string>> driver_id;
  std::optional<std::string> status;
  std::optional<std::vector<stop>> stops;
  std::optional<instant> planned_start, planned_end;
  std::vector<members::entry> more; ///< keys and JSON; null takes away
};

enum class trip_step : std::uint8_t { change, start, complete, cancel };

struct trip_command {
  trip_step what = trip_step::change;
  trip_patch patch = {};
  std::string reason = {}; ///< of a cancellation
};

/// The trip afterwards, or why not.
std::variant<refusal, trip> apply(const trip& before, const trip_command& what, instant now);
/// Of one that nobody knew: what is heard of it first may be that it is on its way.
std::variant<refusal, trip> begin(const trip& blank, trip_command first, instant now);

} // namespace fleetwire::systems::fleet::rules
