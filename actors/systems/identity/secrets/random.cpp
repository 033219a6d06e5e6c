#include "actors/systems/identity/secrets/random.hpp"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "actors/systems/identity/jwt/base64url.hpp"

namespace fleetwire::systems::identity {

namespace {

constexpr std::size_t key_id_bytes = 6;

} // namespace

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
    std::abort();
  return out;
}

std::string key_id(std::string_view secret) {
  // The prefix keeps this hash from being one that is used for anything else.
  std::string input = "fleetwire key id\n";
  input += secret;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, input.data(), input.size(), digest.data(), &size)
      != 1)
    std::abort();
  return jwt::to_base64url({reinterpret_cast<const char*>(digest.data()), key_id_bytes});
}

} // namespace fleetwire::systems::identity
