#pragma once

#include <fleetwire/embedded.hpp>
#include <fleetwire/settings.hpp>
#include <fleetwire/socket.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

/// Fleetwire as a library: a Socket.IO server in your program.
///
/// Handlers run on the worker of their socket and must not block; other threads enter by post() or
/// by emitting. An exception in a handler is a logged failure of that event and nothing more.
namespace fleetwire {

/// A request to open a connection, as allow_request sees it.
struct connection_request {
  std::string url;
  std::string address;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view header(std::string_view name) const noexcept;
};

/// What start() could not do: a bind error, a bad certificate, an unknown system.
class start_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// An Engine.IO connection without Socket.IO above it (`socketio.enabled = false`).
class raw_connection {
public:
  virtual ~raw_connection() = default;
  virtual std::string_view id() const noexcept = 0;
  virtual void send_text(std::string_view text) = 0;
  virtual void send_binary(std::string_view bytes) = 0;
  virtual void close() = 0;
};
using raw_handler = std::function<void(raw_connection&, std::string_view data, bool is_binary)>;

/// Time for tests: stands still until it is moved, for every engine made with it. From any thread.
class virtual_clock {
public:
  virtual_clock();
  void advance(std::chrono::milliseconds by);

private:
  friend class engine;
  struct impl;
  std::shared_ptr<impl> impl_;
};

class engine {
public:
  explicit engine(settings options);
  engine(settings options, const virtual_clock& clock);
  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // -- before start() ---------------------------------------------------------------------------
  /// The namespace `name`; it exists from now on.
  nsp of(std::string_view name);
  /// Namespaces whose name matches the regular expression come into being when a client asks.
  nsp of_pattern(std::string_view regex);
  /// Namespaces come into being when `accept(name, auth, decide)` calls decide(true).
  nsp of_if(
    std::function<void(std::string_view name, const json& auth, std::function<void(bool)> decide)>
      accept);
  /// Decides on every new connection; call decide(true) or decide(false), at once or later.
  void allow_request(
    std::function<void(const connection_request&, std::function<void(bool)> decide)> check);
  /// Messages of Engine.IO connections when Socket.IO is off.
  void on_raw_message(raw_handler handler);

  // -- life ---------------------------------------------------------------------------------------
  /// Listens; throws start_error. Afterwards port() is the real one.
  void start();
  /// start() if needed, then waits until the engine has stopped.
  void run();
  /// Drains and stops; returns when everything has ended. From any thread but a worker.
  void stop();
  /// Asks for stop() and returns at once; run() then returns. From any thread, handlers included.
  void request_stop();
  /// Takes over what may change while running (limits, origins, TLS certificate, log level).
  void reload(const settings& changed);
  std::uint16_t port() const noexcept;
  std::uint16_t telemetry_port() const noexcept;
  bool ready() const noexcept;

  // -- entrances for other threads ------------------------------------------------------------------
  /// Runs `task` on a worker; tasks of one thread keep their order. Dropped unless the engine runs.
  void post(std::function<void()> task);
  /// Runs `task` on a worker after `delay` of the engine's clock.
  void after(std::chrono::milliseconds delay, std::function<void()> task);

  // -- domain systems -------------------------------------------------------------------------------
  /// What the running system of that interface (as in <fleetwire/fleet.hpp>) lets this program call;
  /// null when there is none. From start() to stop().
  template <class T>
  T* system() const {
    for (auto* each : systems())
      if (auto* found = dynamic_cast<T*>(each))
        return found;
    return nullptr;
  }

private:
  std::vector<embedded*> systems() const;

  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fleetwire
