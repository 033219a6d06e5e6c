#pragma once

#include "net/transport/detail/test_client.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace fleetwire::transport::test {

/// A folder for the time of a test.
class scratch_folder {
public:
  scratch_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "transport-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() { std::filesystem::remove_all(path_); }
  std::string file(std::string_view name) const { return (path_ / name).string(); }
  std::string write(std::string_view name, std::string_view text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

private:
  std::filesystem::path path_;
};

/// Writes a self-signed certificate and its key.
inline void make_certificate(const std::string& certificate, const std::string& key,
                             const char* name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_EC_gen("P-256"),
                                                                 EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), pair.get());
  auto* subject = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(cert.get(), subject);
  X509_sign(cert.get(), pair.get(), EVP_sha256());
  auto* out = std::fopen(certificate.c_str(), "w");
  PEM_write_X509(out, cert.get());
  std::fclose(out);
  out = std::fopen(key.c_str(), "w");
  PEM_write_PrivateKey(out, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
}

/// A TLS client that never waits: OpenSSL's own memory BIOs on a plain client.
class tls_client {
public:
  explicit tls_client(std::uint16_t port, int max_version = TLS1_3_VERSION)
    : tcp(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, max_version);
    SSL_CTX_set_security_level(context_, 0);
    ssl_ = SSL_new(context_);
    static constexpr unsigned char offer[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(ssl_, offer, sizeof(offer) - 1);
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_);
    step();
  }
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;
  ~tls_client() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  bool established() {
    step();
    return SSL_is_init_finished(ssl_) == 1;
  }
  bool failed() {
    step();
    return failed_;
  }
  /// The peer said close_notify.
  bool closed() {
    step();
    return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  void send(std::string_view bytes) {
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    flush();
  }
  void finish() {
    SSL_shutdown(ssl_);
    flush();
  }
  const std::string& received() {
    step();
    return received_;
  }
  bool has(std::string_view text) { return received().find(text) != std::string::npos; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  /// The common name of the server's certificate.
  std::string server_name() const {
    char name[64] = {};
    const std::unique_ptr<X509, decltype(&X509_free)> cert(SSL_get1_peer_certificate(ssl_),
                                                           X509_free);
    X509_NAME_get_text_by_NID(X509_get_subject_name(cert.get()), NID_commonName, name,
                              sizeof(name));
    return name;
  }

  client tcp;

private:
  void step() {
    const auto& all = tcp.received();
    if (all.size() > fed_) {
      BIO_write(SSL_get_rbio(ssl_), all.data() + fed_, static_cast<int>(all.size() - fed_));
      fed_ = all.size();
    }
    char buffer[16384];
    int count = 0;
    while ((count = SSL_read(ssl_, buffer, sizeof(buffer))) > 0) {
      received_.append(buffer, static_cast<std::size_t>(count));
    }
    failed_ |= SSL_get_error(ssl_, count) == SSL_ERROR_SSL;
    flush();
  }
  void flush() {
    char buffer[16384];
    int count = 0;
    while ((count = BIO_read(SSL_get_wbio(ssl_), buffer, sizeof(buffer))) > 0) {
      tcp.send({buffer, static_cast<std::size_t>(count)});
    }
  }

  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  std::string received_;
  std::size_t fed_ = 0;
  bool failed_ = false;
};

} // namespace fleetwire::transport::test
