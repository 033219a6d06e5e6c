#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fleetwire::engineio {

/// Ids of sessions are 15 bytes in base64url; the first byte is the worker where the session lives.
inline constexpr std::size_t sid_size = 20;

/// The worker that a sid names; nothing unless it has the form of one. Whether such a worker and
/// session exist is up to the caller.
std::optional<unsigned> home_worker(std::string_view sid) noexcept;

} // namespace fleetwire::engineio
