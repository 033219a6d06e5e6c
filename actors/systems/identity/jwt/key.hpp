#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Signatures of JSON Web Signature. OpenSSL stays behind key.cpp.
namespace fleetwire::systems::identity::jwt {

enum class algorithm : std::uint8_t { hs256, hs384, hs512, rs256, es256, eddsa };

/// "HS256"; also what a header says.
std::string_view to_string(algorithm alg) noexcept;
/// Case matters. `none` has no value to give.
std::optional<algorithm> algorithm_from(std::string_view name) noexcept;
bool is_symmetric(algorithm alg) noexcept;

/// A shared secret of a foreign back end may be shorter than RFC 7518 wants; ours never is.
enum class strength : std::uint8_t { required, waived };

enum class key_fault : std::uint8_t {
  none = 0,
  unreadable,      ///< no PEM of the expected kind
  wrong_kind,      ///< the key is not of the algorithm: a PEM as a secret, an RSA key for ES256
  too_weak,        ///< fewer bytes than the hash, fewer than 2048 bits, empty
};

std::string_view to_string(key_fault why) noexcept;

/// A key and the one algorithm it may be used with. Immutable, cheap to copy, used from any thread.
class key {
public:
  key() = default; ///< verifies nothing

  /// Text that looks like a key in PEM is refused as a secret, whatever the algorithm.
  static key_fault secret(algorithm alg, std::string_view bytes, key& out,
                          strength wanted = strength::required);
  /// "-----BEGIN PUBLIC KEY-----".
  static key_fault public_pem(algorithm alg, std::string_view pem, key& out);
  /// "-----BEGIN PRIVATE KEY-----"; signs and verifies.
  static key_fault private_pem(algorithm alg, std::string_view pem, key& out);

  explicit operator bool() const noexcept { return impl_ != nullptr; }
  algorithm alg() const noexcept;
  bool can_sign() const noexcept;
  /// The raw bytes of a signature; empty when this key cannot sign.
  std::string sign(std::string_view input) const;
  bool verify(std::string_view input, std::string_view signature) const;

private:
  struct impl;
  static key_fault from_pem(algorithm alg, std::string_view pem, bool is_private, key& out);
  std::shared_ptr<const impl> impl_;
};

} // namespace fleetwire::systems::identity::jwt
