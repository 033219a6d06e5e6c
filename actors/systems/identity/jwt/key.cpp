#include "actors/systems/identity/jwt/key.hpp"

#include <array>
#include <climits>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

namespace fleetwire::systems::identity::jwt {

namespace {

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* what) const noexcept {
    Free(what);
  }
};
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using mac_ptr = std::unique_ptr<EVP_MAC, freed_by<EVP_MAC_free>>;
using mac_context = std::unique_ptr<EVP_MAC_CTX, freed_by<EVP_MAC_CTX_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using ecdsa_signature = std::unique_ptr<ECDSA_SIG, freed_by<ECDSA_SIG_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;

constexpr int minimum_rsa_bits = 2048;
constexpr std::size_t es256_half = 32;

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::size_t mac_size(algorithm alg) noexcept {
  return alg == algorithm::hs256 ? 32 : alg == algorithm::hs384 ? 48 : 64;
}

const char* digest_name(algorithm alg) noexcept {
  switch (alg) {
    case algorithm::hs384:
      return "SHA384";
    case algorithm::hs512:
      return "SHA512";
    case algorithm::eddsa:
      return nullptr; // hashes by itself
    default:
      return "SHA256";
  }
}

bool looks_like_pem(std::string_view text) noexcept {
  return text.find("-----BEGIN") != std::string_view::npos;
}

/// The form OpenSSL wants, from the two numbers side by side.
std::string der_of(std::string_view raw) {
  std::string out;
  ecdsa_signature both{ECDSA_SIG_new()};
  auto* r = BN_bin2bn(bytes_of(raw), es256_half, nullptr);
  auto* s = BN_bin2bn(bytes_of(raw.substr(es256_half)), es256_half, nullptr);
  if (!both || ECDSA_SIG_set0(both.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return out;
  }
  auto size = i2d_ECDSA_SIG(both.get(), nullptr);
  if (size <= 0)
    return out;
  out.resize(static_cast<std::size_t>(size));
  auto* at = bytes_of(out);
  i2d_ECDSA_SIG(both.get(), &at);
  return out;
}

std::string raw_of(std::string_view der) {
  auto* at = bytes_of(der);
  ecdsa_signature both{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  std::string out(2 * es256_half, '\0');
  if (!both || BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), bytes_of(out), es256_half) < 0
      || BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), bytes_of(out) + es256_half, es256_half) < 0)
    return {};
  return out;
}

key_fault check_kind(algorithm alg, EVP_PKEY* handle) {
  switch (alg) {
    case algorithm::rs256:
      if (EVP_PKEY_get_base_id(handle) != EVP_PKEY_RSA)
        return key_fault::wrong_kind;
      return EVP_PKEY_get_bits(handle) < minimum_rsa_bits ? key_fault::too_weak : key_fault::none;
    case algorithm::es256: {
      if (EVP_PKEY_get_base_id(handle) != EVP_PKEY_EC)
        return key_fault::wrong_kind;
      std::array<char, 32> curve{};
      std::size_t size = 0;
      EVP_PKEY_get_group_name(handle, curve.data(), curve.size(), &size);
      return std::string_view{curve.data(), size} == "prime256v1" ? key_fault::none
                                                                  : key_fault::wrong_kind;
    }
    case algorithm::eddsa:
      return EVP_PKEY_get_base_id(handle) == EVP_PKEY_ED25519 ? key_fault::none
                                                              : key_fault::wrong_kind;
    default:
      return key_fault::wrong_kind; // a public key is no secret
  }
}

} // namespace

struct key::impl {
  algorithm alg = algorithm::hs256;
  bool can_sign = false;
  pkey_ptr pair;      ///< of the asymmetric ones
  mac_context keyed;  ///< of the others: the key is scheduled once, each use copies the state

  std::size_t mac(std::string_view input, std::array<unsigned char, 64>& out) const {
    mac_context mine{EVP_MAC_CTX_dup(keyed.get())};
    std::size_t size = 0;
    if (!mine || EVP_MAC_update(mine.get(), bytes_of(input), input.size()) != 1
        || EVP_MAC_final(mine.get(), out.data(), &size, out.size()) != 1)
      return 0;
    return size;
  }
};

key_fault key::secret(algorithm alg, std::string_view bytes, key& out, strength wanted) {
  if (!is_symmetric(alg) || looks_like_pem(bytes))
    return key_fault::wrong_kind;
  if (bytes.empty() || (wanted == strength::required && bytes.size() < mac_size(alg)))
    return key_fault::too_weak;
  mac_ptr method{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  auto made = std::make_shared<impl>();
  made->alg = alg;
  made->can_sign = true;
  made->keyed.reset(EVP_MAC_CTX_new(method.get()));
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest_name(alg)), 0),
    OSSL_PARAM_construct_end()};
  if (!made->keyed || EVP_MAC_init(made->keyed.get(), bytes_of(bytes), bytes.size(), params) != 1)
    return key_fault::unreadable;
  out.impl_ = std::move(made);
  return key_fault::none;
}

key_fault key::from_pem(algorithm alg, std::string_view pem, bool is_private, key& out) {
  if (is_symmetric(alg))
    return key_fault::wrong_kind;
  if (pem.empty() || pem.size() > INT_MAX)
    return key_fault::unreadable;
  bio_ptr in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  // A key behind a pass phrase would make OpenSSL ask the terminal.
  auto no_phrase = [](char*, int, int, void*) { return -1; };
  auto made = std::make_shared<impl>();
  made->alg = alg;
  made->can_sign = is_private;
  made->pair.reset(is_private ? PEM_read_bio_PrivateKey(in.get(), nullptr, no_phrase, nullptr)
                              : PEM_read_bio_PUBKEY(in.get(), nullptr, no_phrase, nullptr));
  ERR_clear_error();
  if (!made->pair)
    return key_fault::unreadable;
  if (auto fault = check_kind(alg, made->pair.get()); fault != key_fault::none)
    return fault;
  key_context check{EVP_PKEY_CTX_new(made->pair.get(), nullptr)};
  if (!check || EVP_PKEY_public_check(check.get()) != 1) {
    ERR_clear_error();
    return key_fault::unreadable;
  }
  out.impl_ = std::move(made);
  return key_fault::none;
}

key_fault key::public_pem(algorithm alg, std::string_view pem, key& out) {
  return from_pem(alg, pem, false, out);
}

key_fault key::private_pem(algorithm alg, std::string_view pem, key& out) {
  return from_pem(alg, pem, true, out);
}

algorithm key::alg() const noexcept {
  return impl_ ? impl_->alg : algorithm::hs256;
}

bool key::can_sign() const noexcept {
  return impl_ && impl_->can_sign;
}

std::string key::sign(std::string_view input) const {
  if (!can_sign())
    return {};
  if (is_symmetric(impl_->alg)) {
    std::array<unsigned char, 64> mac{};
    auto size = impl_->mac(input, mac);
    return {reinterpret_cast<const char*>(mac.data()), size};
  }
  digest_context context{EVP_MD_CTX_new()};
  std::size_t size = 0;
  if (EVP_DigestSignInit_ex(context.get(), nullptr, digest_name(impl_->alg), nullptr, nullptr,
                            impl_->pair.get(), nullptr)
        != 1
      || EVP_DigestSign(context.get(), nullptr, &size, bytes_of(input), input.size()) != 1)
    return {};
  std::string out(size, '\0');
  if (EVP_DigestSign(context.get(), bytes_of(out), &size, bytes_of(input), input.size()) != 1)
    return {};
  out.resize(size);
  return impl_->alg == algorithm::es256 ? raw_of(out) : out;
}

bool key::verify(std::string_view input, std::string_view signature) const {
  if (!impl_)
    return false;
  if (is_symmetric(impl_->alg)) {
    std::array<unsigned char, 64> mac{};
    auto size = impl_->mac(input, mac);
    return size > 0 && signature.size() == size
           && CRYPTO_memcmp(mac.data(), signature.data(), size) == 0;
  }
  std::string der;
  if (impl_->alg == algorithm::es256) {
    if (signature.size() != 2 * es256_half)
      return false;
    der = der_of(signature);
    signature = der;
  }
  digest_context context{EVP_MD_CTX_new()};
  bool good = EVP_DigestVerifyInit_ex(context.get(), nullptr, digest_name(impl_->alg), nullptr,
                                      nullptr, impl_->pair.get(), nullptr)
                == 1
              && EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                  bytes_of(input), input.size())
                   == 1;
  if (!good)
    ERR_clear_error(); // a bad signature leaves a note that a later TLS call would take for its own
  return good;
}

std::string_view to_string(algorithm alg) noexcept {
  constexpr std::string_view names[] = {"HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"};
  return names[static_cast<std::size_t>(alg)];
}

std::optional<algorithm> algorithm_from(std::string_view name) noexcept {
  for (auto alg : {algorithm::hs256, algorithm::hs384, algorithm::hs512, algorithm::rs256,
                   algorithm::es256, algorithm::eddsa})
    if (name == to_string(alg))
      return alg;
  return std::nullopt;
}

bool is_symmetric(algorithm alg) noexcept {
  return alg <= algorithm::hs512;
}

std::string_view to_string(key_fault why) noexcept {
  switch (why) {
    case key_fault::none:
      return "none";
    case key_fault::unreadable:
      return "not a key in PEM of the expected kind";
    case key_fault::wrong_kind:
      return "not a key for this algorithm";
    case key_fault::too_weak:
      return "too short for this algorithm";
  }
  return "unknown";
}

} // namespace fleetwire::systems::identity::jwt
