#pragma once

#include <chrono>
#include <string>

namespace fleetwire::contract {

/// A random UUID (version 4) in lower case. From any thread.
std::string random_uuid();

/// A UUID (version 7) that sorts by `now`, for rows that come and go together: indexes by it are
/// written page by page instead of all over. 74 bits are random; the time is no secret. From any
/// thread.
std::string ordered_uuid(std::chrono::system_clock::time_point now);

} // namespace fleetwire::contract
