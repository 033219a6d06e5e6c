#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace fleetwire::transport {

/// The server's side of one TLS connection, without a socket: bytes in, bytes out. It may move
/// between threads; one at a time. Keeps no buffers while idle.
class tls_session {
public:
  enum class status : std::uint8_t {
    open,
    peer_closed, ///< close_notify came
    failed,
  };

  struct result {
    std::size_t plain = 0; ///< bytes decrypted; if the buffer is full there may be more
    status state = status::open;
  };

  explicit tls_session(ssl_ctx_st& context);
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;
  ~tls_session();

  /// Decrypts from the front of `cipher`, which shrinks, into `plain`. What has to go to the peer
  /// (handshake, alerts) is appended to `out`.
  result read(std::string_view& cipher, std::span<char> plain, std::string& out);
  /// Encrypts all of `plain`; false after a failure.
  bool write(std::string_view plain, std::string& out);
  /// Appends close_notify.
  void shutdown(std::string& out);
  /// The handshake is complete.
  bool established() const noexcept;

  /// What OpenSSL reads from and writes to during a call.
  struct wire {
    std::string_view* in = nullptr;
    std::string* out = nullptr;
  };

private:
  wire wire_;
  ssl_st* ssl_;
};

} // namespace fleetwire::transport
