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

std::string random_uuid() {
  constexpr std::string_view digits = "0123456789abcdef";
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      out += '-';
    auto byte = static_cast<unsigned char>(bytes[i]);
    out += digits[byte >> 4];
    out += digits[byte & 0x0F];
  }
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
