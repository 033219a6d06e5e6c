#pragma once

#include "actors/contract/auth.hpp"

namespace fleetwire::systems::fleet::door {

/// Nobody enters `where` without a token of ours or of an issuer from the settings, and only as the
/// one it names. Who enters is in `user:<id>` and `role:<role>`; he hears `auth:expiring` and may
/// send `auth:refresh`. Before other handlers of the namespace.
void open(nsp where, contract::auth_port& auth);

/// Where all sockets of somebody are, and of all who have a role.
std::string user_room(std::string_view user);
std::string role_room(std::string_view role);

} // namespace fleetwire::systems::fleet::door
