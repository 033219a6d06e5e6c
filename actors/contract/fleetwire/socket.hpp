#pragma once

#include <fleetwire/args.hpp>

#include <any>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire {

namespace detail {
class socket_core;
class namespace_core;
class ack_core;
} // namespace detail

/// Names and texts in one block of memory: a server keeps those of every connection.
class packed_pairs {
public:
  void add(std::string_view name, std::string_view text);
  /// Calls `visit(name, text)` in order.
  void for_each(const std::function<void(std::string_view, std::string_view)>& visit) const;
  void shrink() { block_.shrink_to_fit(); }

private:
  std::string block_;
};

/// What is known of a client from its handshake. Immutable, shared by its sockets.
struct handshake {
  std::string address;   ///< the client's, seen through trusted proxies
  std::string url;       ///< as it was asked for
  packed_pairs query;    ///< decoded, in order
  packed_pairs headers;  ///< without those that only concern the connection
  std::chrono::system_clock::time_point issued;
  bool secure = false;

  /// The first header of that name, in any case.
  std::string_view header(std::string_view name) const;
  /// The last value of a query parameter; empty when there is none.
  std::string_view query_value(std::string_view name) const;
  bool has_query(std::string_view name) const;
  /// The query as one JSON object.
  json query_json() const;
};

/// The answer to one event. Copyable; the first call answers, further ones do nothing; without a
/// call nothing is sent. From any thread. Empty when the client wants no answer.
class ack {
public:
  ack() noexcept = default;
  explicit ack(std::shared_ptr<detail::ack_core> core) noexcept : core_(std::move(core)) {}
  explicit operator bool() const noexcept { return core_ != nullptr; }
  template <class... Ts>
  void operator()(const Ts&... xs) const {
    if (core_)
      send(arg_list::of(xs...));
  }

private:
  void send(arg_list xs) const;
  std::shared_ptr<detail::ack_core> core_;
};

/// Instead of a time to wait for an answer: as the setting `socketio.ack_timeout` says.
inline constexpr std::chrono::milliseconds configured_timeout = std::chrono::milliseconds::min();

/// One socket as fetch_sockets() tells it.
struct socket_info {
  std::string id;
  std::vector<std::string> rooms;
  json data;
  std::string transport; ///< "polling" or "websocket", now
};

/// Answers to a broadcast that wanted them. `complete` is false when the time ran out.
struct broadcast_answers {
  bool complete = true;
  std::size_t expected = 0;
  std::vector<json> answers; ///< first argument of each, null where there was none
};

/// Where a broadcast goes; see broadcast.
struct target {
  std::vector<std::string> rooms;  ///< empty: everyone in the namespace
  std::vector<std::string> except;
  std::string key;                 ///< not empty: a newer one replaces an older one still queued
  bool is_volatile = false;        ///< may be dropped when the receiver is not ready
  bool priority = false;           ///< overtakes what is queued
  bool local = false;              ///< only this server
};

/// Builds a broadcast: `s.to("a").except("b").emit("event", 1)`. A socket that is in several of the
/// rooms gets it once. From any thread.
class broadcast {
public:
  broadcast(std::shared_ptr<detail::namespace_core> core, target where)
    : core_(std::move(core)), where_(std::move(where)) {}
  broadcast to(std::string_view room) &&;
  broadcast in(std::string_view room) && { return std::move(*this).to(room); }
  broadcast except(std::string_view room) &&;
  broadcast volatile_() &&;
  broadcast local() &&;
  /// A newer event of the same key replaces an older one that still waits for a slow reader.
  broadcast keyed(std::string_view key) &&;
  broadcast priority() &&;

  template <class... Ts>
  void emit(std::string_view event, const Ts&... xs) && {
    send(event, arg_list::of(xs...));
  }
  void emit_list(std::string_view event, arg_list xs) && { send(event, std::move(xs)); }
  /// False when nobody is there to hear it, nor away so that he could come back for it: then what
  /// would be emitted need not be made. As of now; true more often than need be.
  bool may_be_heard() const noexcept;
  /// Calls `done` once: when everybody answered or the time ran out, with what came in.
  template <class... Ts>
  void emit_with_ack(std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done,
                     std::string_view event, const Ts&... xs) && {
    ask(timeout, std::move(done), event, arg_list::of(xs...));
  }
  template <class... Ts>
  void emit_with_ack(std::function<void(broadcast_answers)> done, std::string_view event,
                     const Ts&... xs) && {
    ask(configured_timeout, std::move(done), event, arg_list::of(xs...));
  }
  void fetch_sockets(std::function<void(std::vector<socket_info>)> done) &&;
  void sockets_join(std::vector<std::string> rooms) &&;
  void sockets_leave(std::vector<std::string> rooms) &&;
  /// As socket::disconnect() of each.
  void disconnect_sockets(bool close = false) &&;
  /// As socket::close_transport() of each.
  void close_transports() &&;

private:
  void send(std::string_view event, arg_list xs);
  void ask(std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done,
           std::string_view event, arg_list xs);
  std::shared_ptr<detail::namespace_core> core_;
  target where_;
};

/// A client's presence in one namespace: a handle, cheap to copy. Operations may be called from any
/// thread and reach the socket's worker in the order they were called there; what reads (rooms(),
/// data(), local()) belongs to handlers of this socket. A handle may outlive its engine: then its
/// operations do nothing.
class socket {
public:
  socket() noexcept = default;
  explicit socket(std::shared_ptr<detail::socket_core> core) noexcept : core_(std::move(core)) {}
  explicit operator bool() const noexcept { return core_ != nullptr; }
  std::string_view id() const noexcept;
  std::string_view nsp() const noexcept;
  /// The Engine.IO session's id, which is not the socket's.
  std::string_view connection_id() const noexcept;
  const fleetwire::handshake& handshake() const noexcept;
  /// What the client sent with CONNECT; `{}` when it sent nothing.
  const json& auth() const noexcept;
  /// True when the state of an earlier connection was restored and nothing is missing.
  bool recovered() const noexcept;
  bool connected() const noexcept;

  template <class... Ts>
  void emit(std::string_view event, const Ts&... xs) const {
    send(event, arg_list::of(xs...), {});
  }
  /// `done(ok, answer)`: ok is false when the time ran out (0: never) or the socket went away.
  template <class... Ts>
  void emit_with_ack(std::chrono::milliseconds timeout,
                     std::function<void(bool ok, const args& answer)> done, std::string_view event,
                     const Ts&... xs) const {
    ask(timeout, std::move(done), event, arg_list::of(xs...));
  }
  template <class... Ts>
  void emit_with_ack(std::function<void(bool ok, const args& answer)> done, std::string_view event,
                     const Ts&... xs) const {
    ask(configured_timeout, std::move(done), event, arg_list::of(xs...));
  }
  /// Emits that may be dropped or replaced on the way to this socket.
  template <class... Ts>
  void emit_volatile(std::string_view event, const Ts&... xs) const {
    target how;
    how.is_volatile = true;
    send(event, arg_list::of(xs...), std::move(how));
  }
  template <class... Ts>
  void emit_keyed(std::string_view key, std::string_view event, const Ts&... xs) const {
    target how;
    how.key = key;
    send(event, arg_list::of(xs...), std::move(how));
  }
  template <class... Ts>
  void emit_priority(std::string_view event, const Ts&... xs) const {
    target how;
    how.priority = true;
    send(event, arg_list::of(xs...), std::move(how));
  }

  void join(std::string_view room) const;
  void leave(std::string_view room) const;
  std::vector<std::string> rooms() const;
  /// Everyone in `room` but this socket.
  broadcast to(std::string_view room) const;
  /// Everyone in the namespace but this socket.
  broadcast others() const;
  /// Leaves the namespace for good; with `close`, all namespaces of the connection and then the
  /// connection. The client hears `io server disconnect` and does not come back by itself.
  void disconnect(bool close = false) const;
  /// Ends the connection as a broken network would: the client comes back by itself, and with
  /// connection state recovery it misses nothing.
  void close_transport() const;

  /// JSON kept with the socket and restored by connection state recovery.
  const json& data() const noexcept;
  void set_data(json text) const;
  /// Anything the application wants to keep with the socket; not restored.
  std::any& local() const noexcept;

private:
  void send(std::string_view event, arg_list xs, target how) const;
  void ask(std::chrono::milliseconds timeout, std::function<void(bool, const args&)> done,
           std::string_view event, arg_list xs) const;
  std::shared_ptr<detail::socket_core> core_;
};

/// An error that refuses a CONNECT or an event: `message`, and `data` as JSON when there is some.
struct refusal {
  std::string message;
  json data;
};

/// Continues a middleware chain: `next()` lets pass, `next(refusal)` refuses. Copyable; the first
/// call counts; from any thread. A chain whose last copy is dropped uncalled never continues.
class next {
public:
  explicit next(std::function<void(const refusal*)> go) : state_(std::make_shared<state>()) {
    state_->go = std::move(go);
  }
  void operator()() const { call(nullptr); }
  void operator()(const refusal& why) const { call(&why); }

private:
  struct state {
    std::atomic<bool> called{false};
    std::function<void(const refusal*)> go;
  };
  void call(const refusal* why) const;
  std::shared_ptr<state> state_;
};

using connect_handler = std::function<void(socket&)>;
using connect_middleware = std::function<void(socket&, next)>;
using event_handler = std::function<void(socket&, const args&, ack)>;
using any_handler = std::function<void(socket&, std::string_view event, const args&)>;
/// Sees an event before its handler; the view is valid until it returns, so what continues later
/// must copy what it needs (the engine keeps the event itself alive).
using event_middleware = std::function<void(socket&, std::string_view event, const args&, next)>;
/// `reason` as the reference names it: "transport close", "client namespace disconnect" …
using disconnect_handler = std::function<void(socket&, std::string_view reason)>;

/// A namespace of the engine. Handlers are registered before the engine starts; emits are allowed
/// from any thread once it runs, and do nothing before and afterwards.
class nsp {
public:
  explicit nsp(std::shared_ptr<detail::namespace_core> core) noexcept : core_(std::move(core)) {}
  nsp& use(connect_middleware middleware);
  nsp& use_event(event_middleware middleware);
  nsp& on_connect(connect_handler handler);
  nsp& on_disconnect(disconnect_handler handler);
  nsp& on(std::string_view event, event_handler handler);
  nsp& on_any(any_handler handler);
  nsp& on_server_event(std::string_view event, std::function<void(const args&, ack)> handler);

  std::string_view name() const noexcept;
  broadcast to(std::string_view room) const;
  broadcast all() const;
  /// As to(room).may_be_heard(), for those who ask far more often than they emit.
  bool may_be_heard(std::string_view room) const noexcept;
  template <class... Ts>
  void emit(std::string_view event, const Ts&... xs) const {
    all().emit(event, xs...);
  }
  /// Tells the other servers of the cluster; `done` gets their answers.
  template <class... Ts>
  void server_side_emit(std::function<void(broadcast_answers)> done, std::string_view event,
                        const Ts&... xs) const {
    tell_servers(std::move(done), event, arg_list::of(xs...));
  }

private:
  void tell_servers(std::function<void(broadcast_answers)> done, std::string_view event,
                    arg_list xs) const;
  std::shared_ptr<detail::namespace_core> core_;
};

} // namespace fleetwire
