#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace fleetwire::transport {

/// Certificate and key of a TLS listener: TLS 1.2 or later, no compression, no renegotiation, ALPN
/// http/1.1. Thread-safe.
class tls_context {
public:
  /// Null with `error` saying which file is wrong and why.
  static std::shared_ptr<tls_context> load(const std::string& certificate, const std::string& key,
                                           std::string& error);
  tls_context(const tls_context&) = delete;
  tls_context& operator=(const tls_context&) = delete;
  ~tls_context();

  /// New connections get these files; on failure the old ones stay and `error` says why.
  bool reload(const std::string& certificate, const std::string& key, std::string& error);

  /// What is in force; shared with the connections made from it.
  std::shared_ptr<ssl_ctx_st> current() const;

private:
  struct impl;
  explicit tls_context(std::shared_ptr<ssl_ctx_st> context);
  std::unique_ptr<impl> impl_;
};

} // namespace fleetwire::transport
