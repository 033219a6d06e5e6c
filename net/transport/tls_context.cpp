#include "net/transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>

#include <mutex>
#include <system_error>
#include <utility>

namespace fleetwire::transport {

namespace {

// Why OpenSSL refused a file: the system's words if it could not be read, else its own, which need
// the help of `expected`.
std::string reason(const char* expected) {
  const auto code = ERR_peek_error();
  const char* text = ERR_reason_error_string(code);
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) {
    return std::generic_category().message(ERR_GET_REASON(code));
  }
  return std::string(expected) + " (" + (text != nullptr ? text : "unknown error") + ")";
}

// Only HTTP/1.1 is spoken here. A client that offers protocols without it is still served: old
// ones send odd lists.
int select_protocol(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, ours, sizeof(ours), offered, offered_size)
      != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// A key with a passphrase must be an error, not a prompt on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

std::shared_ptr<SSL_CTX> make_context(const std::string& certificate, const std::string& key,
                                      std::string& error) {
  ERR_clear_error();
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) {
    error = reason("TLS is not available");
    return nullptr;
  }
  auto* ctx = context.get();
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION
                             | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Idle connections give their record buffers back.
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(ctx, select_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(ctx, no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(ctx, certificate.c_str()) != 1) {
    error =
      "cannot use certificate file '" + certificate + "': " + reason("no certificate chain in PEM");
  } else if (SSL_CTX_use_PrivateKey_file(ctx, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    error = ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH
              ? "key file '" + key + "' does not belong to certificate '" + certificate + "'"
              : "cannot use key file '" + key + "': " + reason("no unencrypted key in PEM");
  } else {
    return context;
  }
  ERR_clear_error();
  return nullptr;
}

} // namespace

struct tls_context::impl {
  mutable std::mutex mutex;
  std::shared_ptr<SSL_CTX> context;
};

tls_context::tls_context(std::shared_ptr<ssl_ctx_st> context) : impl_(std::make_unique<impl>()) {
  impl_->context = std::move(context);
}

tls_context::~tls_context() = default;

std::shared_ptr<tls_context> tls_context::load(const std::string& certificate,
                                               const std::string& key, std::string& error) {
  auto context = make_context(certificate, key, error);
  if (!context) {
    return nullptr;
  }
  return std::shared_ptr<tls_context>(new tls_context(std::move(context)));
}

bool tls_context::reload(const std::string& certificate, const std::string& key,
                         std::string& error) {
  auto context = make_context(certificate, key, error);
  if (!context) {
    return false;
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->context = std::move(context);
  return true;
}

std::shared_ptr<ssl_ctx_st> tls_context::current() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->context;
}

} // namespace fleetwire::transport
