#include "actors/engine/options.hpp"

#include <algorithm>

namespace fleetwire {

runtime::server_config server_options(const settings& from) {
  runtime::server_config to;
  to.recovery = from.recovery.enabled;
  to.max_disconnection = from.recovery.max_disconnection;
  to.recovery_bytes = from.recovery.max_bytes;
  to.recovery_skips_middlewares = from.recovery.skip_middlewares;
  to.ack_timeout = from.socketio.ack_timeout;
  to.max_rooms_per_socket = from.guard.max_rooms_per_socket;
  to.max_namespaces = from.guard.max_namespaces_per_connection;
  return to;
}

namespace {

http::cors_config cors_options(const cors_settings& from) {
  http::cors_config to;
  // With credentials a browser does not take "*": it gets its own origin back.
  to.reflect_any = from.credentials && from.origins == std::vector<std::string>{"*"};
  to.origins = from.origins;
  to.methods = from.methods;
  to.allowed_headers = from.allowed_headers;
  to.exposed_headers = from.exposed_headers;
  to.credentials = from.credentials;
  to.max_age_seconds = from.max_age_seconds;
  return to;
}

bridge::connection_config connection_options(const settings& from) {
  bridge::connection_config to;
  to.ping_interval = from.engineio.ping_interval;
  to.ping_timeout = from.engineio.ping_timeout;
  to.upgrade_timeout = from.engineio.upgrade_timeout;
  to.connect_timeout = from.socketio.enabled ? from.socketio.connect_timeout : milliseconds{0};
  to.max_payload = from.engineio.max_http_buffer_size;
  to.max_queue_bytes = from.guard.max_queue_bytes;
  to.max_unanswered = from.guard.max_unanswered;
  to.max_attachments = from.socketio.max_attachments;
  to.packets = from.socketio.parser == "msgpack" ? bridge::parser::msgpack : bridge::parser::json;
  to.events_per_second = from.guard.events_per_second;
  to.event_burst = from.guard.event_burst;
  to.bytes_per_second = from.guard.bytes_per_second;
  to.byte_burst = from.guard.byte_burst;
  return to;
}

} // namespace

bridge::gateway_config gateway_options(const settings& from) {
  const auto& transports = from.engineio.transports;
  auto offers = [&](const char* name) {
    return std::find(transports.begin(), transports.end(), name) != transports.end();
  };
  bridge::gateway_config to;
  to.connection = connection_options(from);
  to.path = from.engineio.path.ends_with('/') ? from.engineio.path : from.engineio.path + '/';
  to.polling = offers("polling");
  to.websocket = offers("websocket");
  to.allow_upgrades = from.engineio.allow_upgrades;
  to.cors = cors_options(from.cors);
  to.cookie = {from.cookie.name,           from.cookie.path,      {},
               from.cookie.same_site,      from.cookie.http_only, from.cookie.secure,
               from.cookie.max_age_seconds};
  to.allowed_origins = from.guard.allowed_origins;
  to.client_folder = from.socketio.serve_client;
  return to;
}

transport::http_limits http_options(const settings& from) {
  transport::http_limits to;
  to.guard.max_head = from.guard.max_header_bytes;
  to.guard.max_headers = from.guard.max_headers;
  to.guard.max_body = from.engineio.max_http_buffer_size;
  to.header_timeout = from.guard.header_timeout;
  to.body_timeout = from.guard.body_timeout;
  to.keep_alive_timeout = from.guard.keep_alive_timeout;
  return to;
}

transport::address_limits address_options(const settings& from) {
  return {from.guard.max_connections, from.guard.max_connections_per_address,
          from.guard.handshakes_per_second, from.guard.handshake_burst};
}

} // namespace fleetwire
