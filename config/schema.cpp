#include "config/schema.hpp"

#include "config/section.hpp"

namespace fleetwire::config {

namespace {

// Bounds are generous: they catch a wrong unit or a slip of the finger, not a bold choice.
constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t gib = std::int64_t{1} << 30;
constexpr std::int64_t million = 1'000'000;

bool not_empty(std::string_view text) {
  return !text.empty();
}

bool is_path(std::string_view text) {
  return text.size() > 1 && text.front() == '/' && text.find_first_of("?# ") == text.npos;
}

bool is_cookie_path(std::string_view text) {
  return !text.empty() && text.front() == '/' && text.find_first_of("; \r\n") == text.npos;
}

bool is_token(std::string_view text) {
  for (const char c : text)
    if (c <= ' ' || c == 0x7f || std::string_view{"()<>@,;:\\\"/[]?={}"}.find(c) != text.npos)
      return false;
  return true;
}

bool is_filled_token(std::string_view text) {
  return !text.empty() && is_token(text);
}

bool is_origin(std::string_view text) {
  const auto scheme = text.find("://");
  return text == "*" || text == "null"
         || (scheme != text.npos && scheme > 0 && scheme + 3 < text.size()
             && text.find_first_of("/ ", scheme + 3) == text.npos);
}

bool is_name(std::string_view text) {
  return !text.empty()
         && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

const std::string origin_text = "\"*\" or an origin such as \"https://app.example\" (no path)";

using table = std::vector<option>;

// A table is read by its rows: one option, two or three lines.
// clang-format off

void add_server(table& t, server_settings& s) {
  t.insert(t.end(), {
    {.path = "server.host", .target = &s.host,
     .help = "address to listen on; 0.0.0.0 or :: for every interface",
     .check = not_empty, .expects = "an address"},
    {.path = "server.port", .target = &s.port, .help = "port to listen on; 0: any free one"},
    {.path = "server.workers", .target = &s.workers,
     .help = "threads that carry sockets and actors; 0: one per processor", .high = 256},
    {.path = "server.backlog", .target = &s.backlog,
     .help = "pending connections the kernel keeps", .low = 1, .high = 65'535},
    {.path = "server.drain_timeout", .target = &s.drain_timeout,
     .help = "longest time from SIGTERM to exit", .high = day, .reloadable = true},
    {.path = "server.drain_wave", .target = &s.drain_wave,
     .help = "clients are closed spread over this time", .high = day, .reloadable = true},
  });
}

void add_engineio(table& t, engineio_settings& s) {
  t.insert(t.end(), {
    {.path = "engineio.path", .target = &s.path, .help = "HTTP path of the protocol",
     .check = is_path, .expects = "a path that begins with \"/\" and is not \"/\" itself"},
    {.path = "engineio.ping_interval", .target = &s.ping_interval,
     .help = "time between heartbeats", .low = 1, .high = day},
    {.path = "engineio.ping_timeout", .target = &s.ping_timeout,
     .help = "a heartbeat must be answered within it", .low = 1, .high = day},
    {.path = "engineio.upgrade_timeout", .target = &s.upgrade_timeout,
     .help = "an upgrade to websocket must be complete within it", .low = 1, .high = day},
    {.path = "engineio.max_http_buffer_size", .target = &s.max_http_buffer_size,
     .help = "largest message a client may send; clients learn it as maxPayload",
     .low = 1, .high = gib, .shape = form::bytes},
    {.path = "engineio.transports", .target = &s.transports, .help = "transports on offer",
     .choices = {"polling", "websocket"}},
    {.path = "engineio.allow_upgrades", .target = &s.allow_upgrades,
     .help = "whether polling may be upgraded to websocket"},
  });
}

void add_cookie(table& t, cookie_settings& s) {
  t.insert(t.end(), {
    {.path = "cookie.name", .target = &s.name,
     .help = "name of the handshake's cookie; empty: no cookie",
     .check = is_token, .expects = "a cookie name or nothing"},
    {.path = "cookie.path", .target = &s.path, .help = "its Path",
     .check = is_cookie_path, .expects = "a path that begins with \"/\""},
    {.path = "cookie.http_only", .target = &s.http_only, .help = "hidden from scripts"},
    {.path = "cookie.same_site", .target = &s.same_site, .help = "its SameSite; empty: not sent",
     .choices = {"", "Strict", "Lax", "None"}},
    {.path = "cookie.secure", .target = &s.secure, .help = "sent over TLS only"},
    {.path = "cookie.max_age_seconds", .target = &s.max_age_seconds,
     .help = "its Max-Age in seconds; \"none\": until the browser closes"},
  });
}

void add_cors(table& t, cors_settings& s) {
  t.insert(t.end(), {
    {.path = "cors.origins", .target = &s.origins,
     .help = "origins whose pages may read answers; \"*\": any; empty: CORS is off",
     .check = is_origin, .expects = origin_text, .reloadable = true},
    {.path = "cors.methods", .target = &s.methods, .help = "methods a preflight allows",
     .check = is_filled_token, .expects = "a method name", .reloadable = true},
    {.path = "cors.allowed_headers", .target = &s.allowed_headers,
     .help = "request headers a preflight allows; empty: those it asks for",
     .check = is_filled_token, .expects = "a header name", .reloadable = true},
    {.path = "cors.exposed_headers", .target = &s.exposed_headers,
     .help = "answer headers that pages may read",
     .check = is_filled_token, .expects = "a header name", .reloadable = true},
    {.path = "cors.credentials", .target = &s.credentials,
     .help = "whether cookies may be sent across origins", .reloadable = true},
    {.path = "cors.max_age_seconds", .target = &s.max_age_seconds,
     .help = "how long a browser may keep a preflight's answer; \"none\": its own habit",
     .reloadable = true},
  });
}

void add_socketio(table& t, socketio_settings& s) {
  t.insert(t.end(), {
    {.path = "socketio.enabled", .target = &s.enabled, .help = "false: Engine.IO alone"},
    {.path = "socketio.connect_timeout", .target = &s.connect_timeout,
     .help = "a connection must join a namespace within it", .low = 1, .high = day},
    {.path = "socketio.parser", .target = &s.parser, .help = "encoding of packets",
     .choices = {"json", "msgpack"}},
    {.path = "socketio.max_attachments", .target = &s.max_attachments,
     .help = "binary parts one packet may have", .high = 10'000},
    {.path = "socketio.serve_client", .target = &s.serve_client,
     .help = "folder with the browser client's files; empty: not served"},
    {.path = "socketio.ack_timeout", .target = &s.ack_timeout,
     .help = "default wait for an acknowledgement; 0: for ever", .high = day},
  });
}

void add_recovery(table& t, recovery_settings& s) {
  t.insert(t.end(), {
    {.path = "recovery.enabled", .target = &s.enabled,
     .help = "whether a client that was cut off gets what it missed"},
    {.path = "recovery.max_disconnection", .target = &s.max_disconnection,
     .help = "how long a cut socket is kept", .low = 1, .high = 7 * day},
    {.path = "recovery.max_bytes", .target = &s.max_bytes,
     .help = "frames kept for replay, per namespace and worker",
     .low = 1'024, .high = 1'024 * gib, .shape = form::bytes},
    {.path = "recovery.skip_middlewares", .target = &s.skip_middlewares,
     .help = "a recovered socket does not pass the middlewares again"},
  });
}

void add_guard_rates(table& t, guard_settings& s) {
  t.insert(t.end(), {
    {.path = "guard.max_connections", .target = &s.max_connections,
     .help = "connections in all", .high = 100 * million, .reloadable = true},
    {.path = "guard.max_connections_per_address", .target = &s.max_connections_per_address,
     .help = "connections from one address", .high = 100 * million, .reloadable = true},
    {.path = "guard.handshakes_per_second", .target = &s.handshakes_per_second,
     .help = "new sessions per second from one address", .high = million, .reloadable = true},
    {.path = "guard.handshake_burst", .target = &s.handshake_burst,
     .help = "new sessions at once from one address", .high = million, .reloadable = true},
    {.path = "guard.events_per_second", .target = &s.events_per_second,
     .help = "events per second from one connection", .high = million, .reloadable = true},
    {.path = "guard.event_burst", .target = &s.event_burst,
     .help = "events at once from one connection", .high = million, .reloadable = true},
    {.path = "guard.bytes_per_second", .target = &s.bytes_per_second,
     .help = "bytes per second from one connection", .high = 100 * gib, .reloadable = true},
    {.path = "guard.byte_burst", .target = &s.byte_burst,
     .help = "bytes at once from one connection", .high = 100 * gib, .reloadable = true},
    {.path = "guard.allowed_origins", .target = &s.allowed_origins,
     .help = "origins whose pages may connect; empty: any",
     .check = is_origin, .expects = origin_text, .reloadable = true},
  });
}

void add_guard_sizes(table& t, guard_settings& s) {
  t.insert(t.end(), {
    {.path = "guard.max_queue_bytes", .target = &s.max_queue_bytes,
     .help = "unsent bytes kept for one connection", .low = 1'024, .high = 4 * gib,
     .shape = form::bytes, .reloadable = true},
    {.path = "guard.max_unanswered", .target = &s.max_unanswered,
     .help = "events without answer before a connection is not read further", .low = 1,
     .high = million, .reloadable = true},
    {.path = "guard.max_rooms_per_socket", .target = &s.max_rooms_per_socket,
     .help = "rooms one socket may be in", .low = 1, .high = million, .reloadable = true},
    {.path = "guard.max_namespaces_per_connection", .target = &s.max_namespaces_per_connection,
     .help = "namespaces one connection may join", .low = 1, .high = million, .reloadable = true},
    {.path = "guard.max_header_bytes", .target = &s.max_header_bytes,
     .help = "size of a request's head", .low = 256, .high = million,
     .shape = form::bytes, .reloadable = true},
    {.path = "guard.max_headers", .target = &s.max_headers, .help = "header fields of a request",
     .low = 1, .high = 10'000, .reloadable = true},
    {.path = "guard.header_timeout", .target = &s.header_timeout,
     .help = "a request's head must be complete within it", .low = 1, .high = day,
     .reloadable = true},
    {.path = "guard.body_timeout", .target = &s.body_timeout,
     .help = "a request's body must be complete within it", .low = 1, .high = day,
     .reloadable = true},
    {.path = "guard.keep_alive_timeout", .target = &s.keep_alive_timeout,
     .help = "an idle HTTP connection is closed after it", .low = 1, .high = day,
     .reloadable = true},
  });
}

void add_edge(table& t, settings& s) {
  t.insert(t.end(), {
    {.path = "tls.certificate", .target = &s.tls.certificate,
     .help = "PEM file with the certificate chain; empty: no TLS", .reloadable = true},
    {.path = "tls.key", .target = &s.tls.key, .help = "PEM file with its private key",
     .reloadable = true},
    {.path = "proxy.trusted", .target = &s.proxy.trusted,
     .help = "addresses or CIDR ranges whose forwarded headers count",
     .check = not_empty, .expects = "an address or a range such as \"10.0.0.0/8\""},
  });
}

void add_operation(table& t, settings& s) {
  t.insert(t.end(), {
    {.path = "log.level", .target = &s.log.level, .help = "least important line that is written",
     .choices = {"trace", "debug", "info", "warn", "error", "off"}, .reloadable = true},
    {.path = "log.format", .target = &s.log.format, .help = "form of a line",
     .choices = {"text", "json"}},
    {.path = "log.file", .target = &s.log.file,
     .help = "file to append to, reopened on SIGHUP; empty: standard error"},
    {.path = "log.queue", .target = &s.log.queue,
     .help = "lines that may wait for the writer; the oldest give way and are counted", .low = 16,
     .high = million},
    {.path = "telemetry.enabled", .target = &s.telemetry.enabled,
     .help = "whether the internal listener (metrics, health, actors) runs"},
    {.path = "telemetry.host", .target = &s.telemetry.host,
     .help = "its address; never expose it to the world",
     .check = not_empty, .expects = "an address"},
    {.path = "telemetry.port", .target = &s.telemetry.port,
     .help = "its port; 0: any free one"},
    {.path = "telemetry.sample", .target = &s.telemetry.sample,
     .help = "one in so many handlers is timed", .low = 1, .high = million},
    {.path = "storage.data", .target = &s.storage.data,
     .help = "folder of the database files; empty: in memory"},
  });
}

// clang-format on

} // namespace

std::vector<option> schema(settings& s) {
  table t;
  t.push_back({.path = "systems",
               .target = &s.systems,
               .help = "domain systems that run",
               .check = is_name,
               .expects = "a system's name"});
  add_server(t, s.server);
  add_engineio(t, s.engineio);
  add_cookie(t, s.cookie);
  add_cors(t, s.cors);
  t.push_back({.path = "http.cors_origins",
               .target = &s.http.cors_origins,
               .help = "pages of these origins may call the REST interfaces; \"*\" for any",
               .check = is_origin,
               .expects = origin_text,
               .reloadable = true});
  add_socketio(t, s.socketio);
  add_recovery(t, s.recovery);
  add_guard_rates(t, s.guard);
  add_guard_sizes(t, s.guard);
  add_edge(t, s);
  add_operation(t, s);
  for (const auto& each : s.sections.all())
    each->describe(t);
  return t;
}

} // namespace fleetwire::config
