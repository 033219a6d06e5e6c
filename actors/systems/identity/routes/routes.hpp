#pragma once

#include "actors/systems/identity/service/gate.hpp"

/// The REST interface, one function for each group. While installing.
namespace fleetwire::systems::identity {

void route_login(desk& shared, gate& sessions);
void route_refresh(desk& shared, gate& sessions);
void route_sessions(desk& shared, gate& sessions);
void route_registration(desk& shared);
void route_users(desk& shared, gate& sessions);
void route_ping(desk& shared);
void route_audit(desk& shared);

} // namespace fleetwire::systems::identity
