#pragma once

#include "net/transport/api.hpp"
#include "net/transport/detail/linked.hpp"
#include "net/transport/detail/tls_session.hpp"
#include "net/transport/detail/worker_state.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace fleetwire::transport {

class readiness;

/// A connected socket on its way to a worker; closed when it does not arrive.
struct socket_parts {
  socket_parts() noexcept = default;
  socket_parts(socket_parts&& other) noexcept;
  socket_parts& operator=(socket_parts&&) = delete;
  ~socket_parts();

  int fd = -1;
  ticket place;
  std::unique_ptr<tls_session> tls;
  std::unique_ptr<std::string> out; ///< to be sent before anything else
  std::unique_ptr<std::string> in;  ///< to be delivered before anything else
};

/// The socket behind a stream. Held by the stream and, while it is open, by the loop that watches it, so
/// it stays alive through its own callbacks and while it lingers after close(). One thread, hence the
/// plain reference count.
class socket_core final : public killable {
public:
  using pointer = boost::intrusive_ptr<socket_core>;

  socket_core(worker_state& worker, socket_parts parts);
  ~socket_core();

  worker_state& worker() noexcept { return worker_; }
  void attach(stream_events& events);
  /// Ends events; reading stops. The socket stays.
  void detach() noexcept;
  bool closing() const noexcept { return closing_; }
  std::size_t write(std::string_view bytes);
  /// Takes all bytes, keeping what the socket does not; false if it is broken.
  bool queue(std::string_view bytes);
  void pause() noexcept;
  void resume();
  /// Leftover bytes that attach() delivers first.
  void give_back(std::string bytes);
  void close();
  /// Closes at once, without events.
  void abort();
  void kill() override;
  int descriptor() const noexcept { return fd_; }
  /// What became of a staged write: the count of bytes that went out, or an error number below 0.
  void on_sent(std::string_view bytes, int result, bool together);
  /// Leaves the worker.
  socket_parts release();

  /// What changed, as the kernel tells it: once for each change, not as long as it is so.
  struct edge {
    bool input = false;
    bool room = false;
    bool end = false; ///< of what comes in, or an error
  };
  void on_ready(edge what);
  // What was put off, so that it does not come from inside a call.
  void go_on_reading();
  void go_on_writing();
  void deliver_leftover();

private:
  friend void intrusive_ptr_add_ref(socket_core* core) noexcept { ++core->references_; }
  friend void intrusive_ptr_release(socket_core* core) noexcept {
    if (--core->references_ == 0) {
      delete core;
    }
  }

  bool is_open() const noexcept { return fd_ >= 0; }
  bool listening() const noexcept { return events_ != nullptr && !paused_; }
  bool wants_input() const noexcept { return is_open() && !eof_ && (listening() || closing_); }
  void arm_read();
  void arm_write();
  void read();
  /// One recv and its delivery.
  void read_once();
  void on_writable();
  readiness& ready() noexcept;
  /// Once the loop gets to it.
  template <class Handler>
  void later(Handler what);
  void decrypt(std::string_view cipher);
  void on_eof();
  void deliver(std::span<char> bytes);
  /// Bytes the socket took; 0 with `broken_` set after an error.
  std::size_t send_now(std::string_view bytes);
  std::size_t write_tls(std::string_view bytes);
  void queue_raw(std::string_view bytes);
  /// Leaves `bytes` to the end of the turn; false if they are to be sent at once.
  bool stage(std::string_view bytes);
  /// Staged bytes go out before anything else happens to the socket.
  void settle();
  void say_goodbye();
  void end_later();

  worker_state& worker_;
  int fd_; // -1 once closed
  stream_events* events_ = nullptr;
  ticket place_;
  std::unique_ptr<tls_session> tls_;
  std::unique_ptr<std::string> out_;
  std::unique_ptr<std::string> in_;
  std::uint64_t linger_timer_ = 0;
  std::uint32_t references_ = 0;
  bool readable_ = false; // there may be more than was read
  bool ended_ = false; // and the end of it comes as no edge of its own
  bool writable_ = true; // as far as is known
  bool reading_ = false; // go_on_reading() is on its way
  bool writing_ = false; // on_writable() is wanted
  bool staged_ = false; // in the batch of the loop
  bool wants_write_ = false; // write() fell short
  bool paused_ = false;
  bool closing_ = false;
  bool eof_ = false;
  bool broken_ = false;
};

/// A stream on an accepted socket.
std::unique_ptr<carrier> make_socket_stream(worker_state& worker, socket_parts parts);

} // namespace fleetwire::transport
