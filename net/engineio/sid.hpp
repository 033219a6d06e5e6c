#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Ids of 20 characters of base64url, that is 15 bytes. Other servers of a cluster tell private
// rooms by that length.
namespace fleetwire::engineio {

inline constexpr std::size_t sid_bytes = 15;
inline constexpr std::size_t sid_size = 20;

/// An id from 15 unpredictable bytes.
std::string make_id(std::span<const std::uint8_t, sid_bytes> random);

/// The id of a session that lives on `worker`; the first of the bytes is not used. The other 14
/// leave 112 bits to guess.
std::string make_sid(std::span<const std::uint8_t, sid_bytes> random, std::uint8_t worker);

/// The worker that a sid names; nothing unless it has the form of one. Whether such a worker and
/// session exist is up to the caller.
std::optional<unsigned> home_worker(std::string_view sid) noexcept;

} // namespace fleetwire::engineio
