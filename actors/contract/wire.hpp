#pragma once

#include <fleetwire/socket.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

/// Where net/bridge and actors/runtime meet: packets without bytes, connections without sockets.
/// Everything here happens on the connection's worker.
namespace fleetwire::contract {

enum class packet_type : std::uint8_t { connect, disconnect, event, ack, connect_error };

/// A received packet: views into the connection's buffers, valid during the call.
struct packet {
  packet_type type = packet_type::event;
  std::string_view nsp;
  std::optional<std::uint64_t> id;
  std::string_view data;                  ///< validated JSON, or empty
  std::span<const args::slice> elements;  ///< of `data` when it is an array
  std::span<const attachment> attachments;
};

/// A packet in its wire form, encoded once and shared by all receivers. Opaque above the bridge.
struct encoded;
using encoded_ptr = std::shared_ptr<const encoded>;

/// Makes wire forms; one per engine, stateless, used from every worker.
class encoder {
public:
  virtual ~encoder() = default;
  /// `data` is a JSON array, object or empty; `parts` are the binary parts it names.
  virtual encoded_ptr encode(packet_type type, std::string_view nsp,
                             std::optional<std::uint64_t> id, std::string_view data,
                             std::span<const attachment> parts) const = 0;
  virtual std::size_t size_of(const encoded& what) const noexcept = 0;
  /// As bytes that load() understands, for a planned restart.
  virtual std::string store(const encoded& what) const = 0;
  /// Null when the bytes are not what store() wrote.
  virtual encoded_ptr load(std::string_view stored) const = 0;
};

/// How a packet may be treated on its way out.
struct send_mode {
  bool is_volatile = false;
  bool priority = false;
  std::uint64_t key = 0; ///< not 0: replaces a queued packet of the same key
};

/// Why a connection ended; the names of the reference are in reason_text().
enum class close_reason : std::uint8_t {
  transport_close,
  transport_error,
  ping_timeout,
  parse_error,
  forced_close,        ///< this side closed it
  server_shutdown,
  slow_reader,         ///< its queue was full
  rate_limit,
  no_namespace,        ///< joined none in time
  client_disconnect,   ///< namespace level only, as the next
  server_disconnect,
};
std::string_view reason_text(close_reason reason) noexcept;

/// What the Socket.IO layer may do with its connection; implemented by the bridge.
class link {
public:
  virtual ~link() = default;
  virtual void send(const encoded_ptr& what, send_mode mode) = 0;
  /// Ends the connection after what is queued went out; the owner hears on_close() later, never
  /// from inside this call.
  virtual void close(close_reason reason) = 0;
  virtual std::string_view id() const noexcept = 0;
  /// "polling" or "websocket", now; a literal.
  virtual std::string_view transport() const noexcept = 0;
  virtual const std::shared_ptr<const handshake>& hello() const noexcept = 0;
  /// Unanswered events; the connection is not read beyond a limit.
  virtual void event_pending() noexcept = 0;
  virtual void event_settled() noexcept = 0;
};

/// What the connection tells the layer above.
class link_owner {
public:
  virtual ~link_owner() = default;
  virtual void on_packet(const packet& what) = 0;
  /// Last call.
  virtual void on_close(close_reason reason) = 0;
  /// True while at least one namespace is joined; a connection without one is closed in time.
  virtual bool in_use() const noexcept = 0;
};

/// Opens the upper layer of a new connection on the connection's worker.
class link_acceptor {
public:
  virtual ~link_acceptor() = default;
  virtual std::shared_ptr<link_owner> accept(link& connection, unsigned worker) = 0;
};

} // namespace fleetwire::contract
