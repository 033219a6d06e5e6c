#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/systems/rides/geo/point.hpp"
#include "actors/systems/rides/rules/refusal.hpp"

namespace fleetwire::systems::rides::rules {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

enum class unavailable_reason : std::uint8_t { offline, unavailable, on_trip };

/// OFFLINE, UNAVAILABLE, ON_TRIP.
std::string_view to_string(unavailable_reason reason) noexcept;
std::optional<unavailable_reason> unavailable_reason_from(std::string_view text) noexcept;

/// A driver's record. An absent reason means he may be asked.
struct availability {
  std::string id, driver_id;
  bool is_online = false;
  bool is_available = false;
  std::optional<unavailable_reason> reason = unavailable_reason::offline;

  std::optional<geo::point> location;
  std::optional<instant> location_at;        // when he was there, by his own clock at most now
  std::optional<instant> location_stored_at; // by ours; what throttling counts from

  std::optional<std::string> trip_id, vehicle_id;
  bool was_available = false; // before the present trip
  std::optional<instant> last_online_at, presence_at;
  std::optional<instant> waiting_since; // may be asked since then
  instant updated_at;

  bool operator==(const availability&) const = default;
};

/// How long a sign of life counts, everywhere.
inline constexpr std::chrono::seconds presence_limit{90};

inline constexpr std::chrono::seconds stale_location{45};
inline constexpr std::chrono::seconds shortest_location_interval{3};
inline constexpr double shortest_move_m = 8;

/// What must be true of a driver before he works; facts of other records.
struct eligibility {
  bool is_driver = true;
  bool is_banned = false;
  bool is_approved = true;
  bool is_profile_active = true;
  bool is_wallet_active = true;
  /// In service and his own; the given one, else the newest that is so.
  std::optional<std::string> vehicle_id;
};

/// What keeps him from working, in words; nothing when he may.
std::optional<std::string_view> obstacle(const eligibility& facts) noexcept;

bool is_present(const availability& a, instant now) noexcept;

/// Online, available, no reason, no trip. A client's isMatchable.
bool is_ready(const availability& a) noexcept;

/// Ready, present and somewhere: the matcher may ask him.
bool is_matchable(const availability& a, instant now) noexcept;

/// The first instant at which he no longer counts as present; nothing when nobody waits for it.
std::optional<instant> presence_deadline(const availability& a) noexcept;

/// AVAILABLE, BUSY or OFFLINE, as one of the clients names it.
std::string_view availability_status(const availability& a) noexcept;

enum class availability_event : std::uint8_t { status_updated, location_updated, trip_updated };

struct availability_change {
  availability state;
  std::vector<availability_event> events; // in order, after the commit
};

using availability_outcome = std::variant<refusal, availability_change>;

/// What a client asks to be set. An explicit reason may be null.
struct status_write {
  std::optional<bool> is_online, is_available;
  std::optional<std::optional<unavailable_reason>> reason;
};

/// AVAILABLE, BUSY, OFFLINE as a write.
std::optional<status_write> status_write_from(std::string_view availability_status) noexcept;

/// Without a place it is a heartbeat.
struct ping {
  std::optional<geo::point> where;
  std::optional<instant> reported_at;
  bool force_save = false;
  bool is_throttled = true; // the REST ping is; the socket's stores always
};

availability_outcome write_status(const availability& before, const status_write& wanted,
                                  const eligibility& facts, instant now);
availability_outcome take_ping(const availability& before, const ping& received, instant now);

availability_change log_in(const availability& before, const eligibility& facts, instant now);
availability_change log_out(const availability& before, instant now);

/// The sweep of presence_deadline(); a driver on a trip stays as he is.
availability_outcome expire_presence(const availability& before, instant now);

/// A trip takes him or lets him go; he is available again if he was before and may be.
availability_outcome set_trip(const availability& before, const std::string& trip_id, instant now);
availability_change clear_trip(const availability& before, const eligibility& facts, instant now);

} // namespace fleetwire::systems::rides::rules
