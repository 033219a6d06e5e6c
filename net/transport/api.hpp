#pragma once

#include "net/http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

/// What the rest of the house sees of sockets. No Asio, Beast or OpenSSL type appears here.
///
/// Threads: a stream and its events live on one worker from attach() to on_end(). An exchange is
/// born on the worker of its connection and may be answered from any worker.
namespace fleetwire::transport {

/// Why a stream ended.
enum class end_reason : std::uint8_t {
  peer_closed, ///< orderly end of the stream
  error,       ///< reset, TLS failure, write error
};

/// Receives what happens to a stream. Implemented by net/bridge; must outlive the stream, which it
/// may destroy from inside any of these calls. Called on the stream's worker only, never from
/// inside a call to the stream.
class stream_events {
public:
  virtual ~stream_events() = default;
  /// Bytes that arrived; they lie in the worker's scratch buffer, may be changed in place and are
  /// gone after the call.
  virtual void on_bytes(std::span<char> bytes) = 0;
  /// The socket takes bytes again after a short write().
  virtual void on_writable() = 0;
  /// Last call: the stream is dead.
  virtual void on_end(end_reason reason) = 0;
};

/// A byte stream (TCP, TLS or, in tests, memory). Destroying it aborts the connection, unless
/// close() was called before.
class stream {
public:
  virtual ~stream() = default;
  /// Starts reading. Bytes left over from the upgrade request are delivered first (never from
  /// inside this call).
  virtual void attach(stream_events& events) = 0;
  /// Takes what can be sent and returns that count; fewer than given arms on_writable(). Small writes
  /// leave at the end of the worker's turn, together with those of other streams.
  /// Returns 0 after an error; on_end() follows.
  virtual std::size_t write(std::string_view bytes) = 0;
  /// No on_bytes() until resume_reading(), and no on_end() but for a failed write.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  /// Sends what write() accepted, says goodbye (TLS close_notify, FIN) and lets the peer read it,
  /// for a bounded time and also when the stream is destroyed meanwhile. No event comes after this
  /// call.
  virtual void close() = 0;
};

/// What an exchange acts on; see exchange_target.hpp.
class exchange_target;

/// One HTTP request awaiting its answer: move-only; destroyed unanswered it answers 500 and closes.
class exchange {
public:
  exchange() noexcept = default;
  explicit exchange(std::shared_ptr<exchange_target> target) noexcept;
  exchange(exchange&&) noexcept = default;
  exchange& operator=(exchange&& other) noexcept;
  ~exchange();

  explicit operator bool() const noexcept { return target_ != nullptr; }
  /// Sends the answer. From any worker; the exchange is empty afterwards.
  void respond(http::response response);
  /// Ends HTTP on the connection and hands the raw bytes to worker `home`: `then` runs there with the
  /// stream (unattached). `head` is sent before anything else on it (the 101 of a websocket
  /// upgrade, already serialised). Never runs `then` if the connection is gone.
  void take_stream(std::string head, unsigned home,
                   std::function<void(std::unique_ptr<stream>)> then);
  /// Runs `gone` on worker `home` if the client goes away before the answer. At most once; call it
  /// on any worker, once per exchange. Answer or drop the exchange then: the client may have
  /// finished sending only, so its connection waits for that.
  void on_abort(unsigned home, std::function<void()> gone);

private:
  std::shared_ptr<exchange_target> target_;
};

/// Says that a request's body is on its way; destroyed before arrived() it was given up.
class body_ticket {
public:
  virtual ~body_ticket() = default;
  /// The body is complete; the request follows.
  virtual void arrived() = 0;
};

/// Gets every HTTP request of the listener, on the worker where its connection lives.
class request_handler {
public:
  virtual ~request_handler() = default;
  virtual void on_request(unsigned worker, http::request request, exchange answer) = 0;
  /// A head has come whose body lets itself be waited for. May return nothing.
  virtual std::unique_ptr<body_ticket> on_body_awaited(unsigned worker, const http::request& head);
};

} // namespace fleetwire::transport
