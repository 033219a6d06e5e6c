#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Passwords as they are stored: argon2id for new ones, bcrypt for those that came from elsewhere.
/// Each call takes tens of milliseconds on purpose; `hasher` keeps it off the workers.
namespace fleetwire::systems::identity::password {

/// OWASP's first choice for argon2id.
struct parameters {
  std::uint32_t memory_kib = 19456;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
};

/// What a stored hash may ask for at most: a foreign row must not be able to stop the server.
inline constexpr std::uint32_t max_memory_kib = 1u << 20;
inline constexpr std::uint32_t max_passes = 64;
inline constexpr std::uint32_t max_lanes = 16;
inline constexpr int max_bcrypt_cost = 15;

/// "$argon2id$v=19$m=…,t=…,p=…$salt$hash" with a salt of its own. Empty when there is no memory.
std::string hash(std::string_view password, const parameters& with);

enum class verdict : std::uint8_t {
  match,
  mismatch,
  unusable, ///< the stored text is no hash that we know, or asks for too much
};

/// Compares in constant time.
verdict verify(std::string_view password, const std::string& stored);

/// Whether a password that has just matched should be hashed anew: another scheme, or weaker
/// parameters than we use today.
bool needs_rehash(std::string_view stored, const parameters& today);

} // namespace fleetwire::systems::identity::password
