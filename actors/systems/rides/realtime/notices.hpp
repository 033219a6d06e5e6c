#pragma once

#include "actors/contract/auth.hpp"
#include "actors/systems/rides/routes/environment.hpp"

#include <fleetwire/socket.hpp>

/// What is said to people outside the course of a trip.
namespace fleetwire::systems::rides::realtime {

struct notices {
  nsp passengers;
  nsp drivers;
  nsp admins;

  /// An admin's words to the passenger, the driver, or both of a trip.
  void message(const routes::trip_message& what) const;
  /// `notification` to a session, a user, a role or all.
  void notify(const routes::notification& what) const;
};

/// A login to the driver's other devices; logins, refreshes and ends of sessions to admins.
void tell_of_session(const contract::session_event& what, const nsp& drivers, const nsp& admins);

} // namespace fleetwire::systems::rides::realtime
