#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/contract/loop.hpp"
#include "actors/contract/people.hpp"
#include "actors/systems/rides/catalog/view.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/pricing/policy.hpp"
#include "actors/systems/rides/routes/rate_limit.hpp"
#include "storage/store.hpp"

namespace fleetwire::systems::rides::routes {

/// What routes ask of the live side; calls_of() makes them of a live::service.
struct live_calls {
  std::function<void(live::ask_for_trip)> request;
  std::function<void(const std::string&, rules::command, live::trip_answer)> tell;
  std::function<void(const std::string&, rules::command, live::trip_answer)> tell_of_assignment;
  std::function<void(const std::string&, live::trip_answer)> look;
  std::function<void(const std::string&, live::driver_command, live::driver_answer)> driver;
  std::function<void(live::count_nearby)> near;
};

/// An admin's words to the people of a trip.
struct trip_message {
  rules::trip trip;
  std::string target; ///< passenger, driver or both
  std::string text;
  std::string admin_id;
  rules::instant at;
};

/// `notification`, to sockets of any namespace.
struct notification {
  std::string target; ///< session, user, role or all
  std::string id;     ///< of the session, the user, or the role's name; empty for all
  json data;
};

/// What others have to do with it; all may be empty. Called on any thread; must not wait.
struct hooks {
  std::function<void(const trip_message&)> send_message;
  std::function<void(const notification&)> notify;
  /// After an admin's action took place.
  std::function<void(const std::string& admin_id, std::string_view action,
                     const std::string& subject)>
    audit;
};

/// All that the routes know of the world. One per system; outlives the routes. Filled before the
/// first request comes, then only read.
struct environment {
  live_calls live;
  storage::store* store = nullptr;
  const contract::clock* clock = nullptr;
  std::function<std::shared_ptr<const catalog::catalog_view>()> catalog;
  /// May answer on any thread.
  contract::person_finder find_person;
  /// Ids of users by a part of their name, e-mail or phone; may be empty.
  std::function<void(const std::string& words, std::function<void(std::vector<std::string>)>)>
    search_people;
  std::function<std::string()> new_id; ///< a UUID; from any thread
  pricing::zone_offset offset_of;      ///< from any thread; see host_zones()
  hooks then;
  /// Whoever asks is believed, as clients of the original expect: routes that were public there
  /// need no token, and ids in bodies count.
  bool open_writes = false;
  /// Of pings, by user.
  rate_limit pings{8, std::chrono::seconds{10}};

  rules::instant now() const {
    return std::chrono::floor<std::chrono::milliseconds>(clock->wall());
  }
};

/// The time zones of this host, behind a lock.
pricing::zone_offset host_zones();

} // namespace fleetwire::systems::rides::routes
