#pragma once

#include "tools/load/clock.hpp"
#include "tools/load/endpoint.hpp"
#include "tools/load/frame.hpp"
#include "tools/load/poller.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::load {

class connection;

/// Why a connection ended without our doing.
enum class failure { refused, timed_out, lost };

/// Hears of everything its connections go through. Must not destroy or reopen the connection inside
/// a call; closing it is allowed.
class connection_listener {
public:
  virtual ~connection_listener() = default;

  /// The namespace answered CONNECT.
  virtual void on_ready(connection& source) = 0;

  /// A Socket.IO packet came in: its type ('2' event, '3' ack ...) and what follows the namespace.
  virtual void on_packet(connection& source, char type, std::string_view body) = 0;

  /// The server let it in no namespace, and says why; then it fails.
  virtual void on_refused(connection&, std::string_view) {
    // nop
  }

  virtual void on_failed(connection& source, failure why) = 0;
};

/// What the connections of a run share. Single-threaded; outlives them.
struct connection_context {
  connection_context(const endpoint& to, connection_listener& hears)
    : target(to), listener(hears), scratch(std::size_t{256} * 1024) {}

  const endpoint& target;
  connection_listener& listener;
  poller events;
  std::vector<char> scratch; // every read goes through it
  std::vector<connection*> unsent; // have bytes to write at the end of the turn
  nanos read_at = 0; // when the bytes now being handled were read
  std::uint64_t heartbeats = 0; // answered
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

/// One Socket.IO client connection: dial, HTTP upgrade (or polling handshake), Engine.IO open,
/// CONNECT, then packets. Answers heartbeats by itself. Writes are gathered until `flush`.
class connection {
public:
  connection(connection_context& context, std::uint32_t index) : context_(context), index_(index) {}
  ~connection() { close(); }
  connection(connection&& other) = delete;

  std::uint32_t index() const { return index_; }
  bool ready() const { return state_ == state::ready; }
  bool closed() const { return state_ == state::closed; }
  nanos opened_at() const { return opened_at_; }

  /// Starts the handshake; only when closed. A refusal by the system is reported at once.
  void open();

  /// Drops the connection without a word to the listener.
  void close();

  /// Ends a handshake that takes too long.
  void time_out() { fail(failure::timed_out); }

  /// Queues one Socket.IO packet: `type` with the joined pieces after the namespace. Only when
  /// ready.
  void send(char type, std::initializer_list<std::string_view> pieces);

  /// Writes what is queued; the rest goes out when the socket takes it.
  void flush();

  /// Handles epoll events.
  void on_io(std::uint32_t events);

private:
  enum class state : std::uint8_t {
    closed,
    dialing,
    upgrading,
    opening,
    joining,
    ready,
    polling_open,
    polling_post,
    polling_join,
  };

  void fail(failure why);
  void after_dial();
  void read(bool hung_up);
  void consume(std::string_view bytes);
  std::size_t process(std::string_view bytes);
  std::size_t on_upgrade_answer(std::string_view bytes);
  std::size_t on_frames(std::string_view bytes);
  std::size_t on_polling_answer(std::string_view bytes);
  void on_polling_body(std::string_view body);
  void on_frame(const server_frame& frame);
  void on_engine_packet(std::string_view packet);
  void on_socket_packet(std::string_view packet);
  void send_frame(opcode op, std::initializer_list<std::string_view> pieces);
  void send_raw(std::string_view bytes);
  void mark_unsent();

  connection_context& context_;
  std::uint32_t index_;
  int fd_ = -1;
  state state_ = state::closed;
  bool marked_ = false; // is in the context's list of unsent
  bool blocked_ = false; // the socket takes no more for now
  nanos opened_at_ = 0;
  std::string in_; // the part of a frame or response that is not whole yet
  std::string out_;
  std::string message_; // fragments of a message; the sid while polling
};

} // namespace fleetwire::load
