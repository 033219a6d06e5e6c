#include "actors/systems/identity/password/scheme.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <optional>

#include <argon2.h>
#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace fleetwire::systems::identity::password {

namespace {

constexpr std::string_view argon2_prefix = "$argon2id$v=19$";
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;
constexpr std::size_t bcrypt_size = 60;

/// The number after `name`, which is cut off together with the comma or dollar behind it.
std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name) {
  if (text.substr(0, name.size()) != name)
    return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end == text.data() + text.size())
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

std::optional<parameters> parameters_of(std::string_view stored) {
  if (stored.substr(0, argon2_prefix.size()) != argon2_prefix)
    return std::nullopt;
  stored.remove_prefix(argon2_prefix.size());
  auto memory = take_number(stored, "m=");
  auto passes = take_number(stored, "t=");
  auto lanes = take_number(stored, "p=");
  if (!memory || !passes || !lanes)
    return std::nullopt;
  return parameters{*memory, *passes, *lanes};
}

bool is_bcrypt(std::string_view stored) noexcept {
  return stored.size() == bcrypt_size
         && (stored.substr(0, 4) == "$2a$" || stored.substr(0, 4) == "$2b$"
             || stored.substr(0, 4) == "$2y$");
}

verdict verify_bcrypt(std::string_view password, const std::string& stored) {
  int cost = 0;
  std::from_chars(stored.data() + 4, stored.data() + 6, cost);
  if (cost > max_bcrypt_cost)
    return verdict::unusable;
  // bcrypt ends at a zero byte: a longer password would match what stands before it.
  if (password.find('\0') != std::string_view::npos)
    return verdict::mismatch;
  auto state = std::make_unique<crypt_data>(); // 32 KiB, too much for a thread's stack
  std::string phrase{password};
  const char* made = crypt_r(phrase.c_str(), stored.c_str(), state.get());
  // A failure gives "*0" or null.
  bool same = made && std::string_view{made}.size() == stored.size()
              && CRYPTO_memcmp(made, stored.data(), stored.size()) == 0;
  bool failed = !made || made[0] == '*';
  OPENSSL_cleanse(phrase.data(), phrase.size());
  OPENSSL_cleanse(state.get(), sizeof(crypt_data));
  return same ? verdict::match : failed ? verdict::unusable : verdict::mismatch;
}

} // namespace

std::string hash(std::string_view password, const parameters& with) {
  std::array<unsigned char, salt_size> salt{};
  if (RAND_bytes(salt.data(), salt.size()) != 1)
    return {};
  std::string out(
    argon2_encodedlen(with.passes, with.memory_kib, with.lanes, salt_size, hash_size, Argon2_id),
    '\0');
  if (argon2id_hash_encoded(with.passes, with.memory_kib, with.lanes, password.data(),
                            password.size(), salt.data(), salt.size(), hash_size, out.data(),
                            out.size())
      != ARGON2_OK)
    return {};
  out.resize(out.find('\0'));
  return out;
}

verdict verify(std::string_view password, const std::string& stored) {
  if (is_bcrypt(stored))
    return verify_bcrypt(password, stored);
  auto asked = parameters_of(stored);
  if (!asked || asked->memory_kib > max_memory_kib || asked->passes > max_passes
      || asked->lanes > max_lanes)
    return verdict::unusable;
  switch (argon2id_verify(stored.c_str(), password.data(), password.size())) {
    case ARGON2_OK:
      return verdict::match;
    case ARGON2_VERIFY_MISMATCH:
      return verdict::mismatch;
    default:
      return verdict::unusable;
  }
}

bool needs_rehash(std::string_view stored, const parameters& today) {
  auto then = parameters_of(stored);
  return !then || then->memory_kib < today.memory_kib || then->passes < today.passes
         || then->lanes < today.lanes;
}

} // namespace fleetwire::systems::identity::password
