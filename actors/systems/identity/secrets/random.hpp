#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fleetwire::systems::identity {

/// From the system's generator for keys. Ends the program when that one fails: going on without
/// chance would be worse.
std::string random_bytes(std::size_t count);
/// A short name for a secret that gives nothing of it away: tells current and previous keys apart.
std::string key_id(std::string_view secret);

} // namespace fleetwire::systems::identity
