#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Every option of the engine, with its default and the reason for it. Plain values: reading them
/// from a file, the environment or flags is the business of config/loader.hpp.
namespace fleetwire {

using milliseconds = std::chrono::milliseconds;

namespace config {
class section;
} // namespace config

/// The settings of systems, each in a section of its own; a copy has values of its own.
class system_sections {
public:
  system_sections() = default;
  system_sections(const system_sections& other);
  system_sections& operator=(const system_sections& other);
  system_sections(system_sections&&) noexcept = default;
  system_sections& operator=(system_sections&&) noexcept = default;

  /// Takes it over unless there is one of that name.
  void add(const std::shared_ptr<config::section>& one);
  const std::vector<std::shared_ptr<config::section>>& all() const noexcept { return all_; }

private:
  std::vector<std::shared_ptr<config::section>> all_;
};

/// Where and with how many threads the server listens.
struct server_settings {
  std::string host = "127.0.0.1"; ///< loopback: nothing is exposed by accident
  std::uint16_t port = 3000; ///< 0 lets the kernel choose
  unsigned workers = 0;      ///< 0: one per processor
  int backlog = 4096;        ///< pending connections the kernel keeps
  milliseconds drain_timeout{10'000}; ///< from SIGTERM to exit, at most
  milliseconds drain_wave{2'000};     ///< clients are closed spread over this time, with jitter
};

/// Engine.IO: the names are those of Socket.IO's own options.
struct engineio_settings {
  std::string path = "/socket.io/";
  milliseconds ping_interval{25'000};
  milliseconds ping_timeout{20'000};
  milliseconds upgrade_timeout{10'000};
  std::size_t max_http_buffer_size = 1'000'000;
  std::vector<std::string> transports{"polling", "websocket"};
  bool allow_upgrades = true;
};

/// A cookie sent with the handshake; off unless it has a name.
struct cookie_settings {
  std::string name;
  std::string path = "/";
  bool http_only = true;
  std::string same_site = "Lax"; ///< "Strict", "Lax", "None" or empty: not sent
  bool secure = false;
  std::optional<std::int64_t> max_age_seconds; ///< none: not sent
};

/// CORS for polling and HTTP; off while `origins` is empty.
struct cors_settings {
  std::vector<std::string> origins; ///< "*" for any
  std::vector<std::string> methods{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"};
  std::vector<std::string> allowed_headers; ///< empty: what the browser asks for
  std::vector<std::string> exposed_headers;
  bool credentials = false;
  std::optional<std::int64_t> max_age_seconds;
};

/// Socket.IO above Engine.IO.
struct socketio_settings {
  bool enabled = true;                  ///< false: Engine.IO alone
  milliseconds connect_timeout{45'000}; ///< a connection must join a namespace within it
  std::string parser = "json";          ///< "json" or "msgpack"
  unsigned max_attachments = 10;        ///< binary parts of one packet
  std::string serve_client;             ///< folder with the client's files; empty: not served
  milliseconds ack_timeout{0};          ///< default for emits that want an answer; 0: none
};

/// Connection state recovery.
struct recovery_settings {
  bool enabled = false;
  milliseconds max_disconnection{120'000}; ///< how long a cut socket is kept
  std::size_t max_bytes = 64u << 20;       ///< frames kept per namespace and worker
  bool skip_middlewares = true;
};

/// The REST interfaces of systems.
struct http_settings {
  /// Pages of these origins may call them with credentials; "*" for any.
  std::vector<std::string> cors_origins{"http://localhost:8100"};
};

/// What one client may cost the others. In connections, rates and bursts 0 means no limit.
struct guard_settings {
  std::size_t max_connections = 19'000;          ///< in all; a usual descriptor limit is 20,000
  std::size_t max_connections_per_address = 512; ///< many phones share one carrier address
  double handshakes_per_second = 100;            ///< per address, refilled continuously
  double handshake_burst = 512;
  double events_per_second = 200; ///< per connection
  double event_burst = 1'000;
  double bytes_per_second = 2'000'000; ///< per connection, inwards
  double byte_burst = 8'000'000;
  std::size_t max_queue_bytes = 4u << 20; ///< unsent bytes per connection
  std::size_t max_unanswered = 64;        ///< events without answer before reading pauses
  std::size_t max_rooms_per_socket = 1'000;
  std::size_t max_namespaces_per_connection = 16;
  std::size_t max_header_bytes = 16u << 10;
  std::size_t max_headers = 100;
  milliseconds header_timeout{10'000}; ///< a request's head must be complete within it
  milliseconds body_timeout{30'000};
  milliseconds keep_alive_timeout{65'000};  ///< longer than common proxies keep theirs
  std::vector<std::string> allowed_origins; ///< empty: any origin may connect
};

struct tls_settings {
  std::string certificate; ///< PEM chain; TLS is on when it is set
  std::string key;
};

struct proxy_settings {
  std::vector<std::string> trusted; ///< addresses or CIDR ranges whose forwarded headers count
};

struct log_settings {
  std::string level = "info";  ///< trace, debug, info, warn, error or off
  std::string format = "text"; ///< "text" or "json"
  std::string file;            ///< empty: standard error
  std::size_t queue = 8'192; ///< lines waiting for the writer; beyond it they are counted, not kept
};

struct telemetry_settings {
  bool enabled = true;
  std::string host = "127.0.0.1"; ///< internal: never expose it
  std::uint16_t port = 9100;
  unsigned sample = 64; ///< one in so many handlers is timed
};

struct storage_settings {
  std::string data; ///< folder of the database files; empty: in memory
};

struct settings {
  server_settings server;
  engineio_settings engineio;
  cookie_settings cookie;
  cors_settings cors;
  http_settings http;
  socketio_settings socketio;
  recovery_settings recovery;
  guard_settings guard;
  tls_settings tls;
  proxy_settings proxy;
  log_settings log;
  telemetry_settings telemetry;
  storage_settings storage;
  std::vector<std::string> systems; ///< which domain systems run
  system_sections sections; ///< and their settings
};

} // namespace fleetwire
