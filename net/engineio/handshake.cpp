#include "net/engineio/handshake.hpp"

#include "net/engineio/sid.hpp"

#include <utility>

namespace fleetwire::engineio {

namespace {

using kind = handshake::kind;

handshake fail(handshake result, error_code code, std::string_view detail) {
  result.what = kind::error;
  result.error = code;
  result.detail = detail;
  return result;
}

handshake done(handshake result, kind what) {
  result.what = what;
  return result;
}

bool wants_upgrade(const http::request& req) {
  return req.has_token("Connection", "upgrade") && req.count("Upgrade") > 0;
}

handshake read_new(const http::request& req, handshake result, bool websocket, bool upgrade) {
  if (req.method != "GET")
    return fail(std::move(result), error_code::bad_handshake_method, "handshake is not a GET");
  if (websocket && !upgrade)
    return fail(std::move(result), error_code::bad_request, "websocket without upgrade");
  if (http::get(result.query, "EIO") != protocol_version || http::count(result.query, "EIO") != 1)
    return fail(std::move(result), error_code::unsupported_protocol, "EIO is not 4");
  if (upgrade && !websocket)
    return fail(std::move(result), error_code::bad_request, "upgrade of polling");
  return done(std::move(result), websocket ? kind::websocket_open : kind::open);
}

handshake read_known(const http::request& req, handshake result, bool websocket, bool upgrade) {
  const auto home = home_worker(result.sid);
  if (!home || http::count(result.query, "sid") != 1)
    return fail(std::move(result), error_code::unknown_sid, "not a sid");
  result.home = *home;
  if (websocket != upgrade)
    return fail(std::move(result), error_code::bad_request,
                websocket ? "websocket without upgrade" : "upgrade of polling");
  if (websocket && req.method != "GET")
    return fail(std::move(result), error_code::bad_request, "upgrade is not a GET");
  if (websocket)
    return done(std::move(result), kind::websocket_upgrade);
  if (req.method == "GET")
    return done(std::move(result), kind::poll);
  if (req.method == "POST")
    return done(std::move(result), kind::post);
  return fail(std::move(result), error_code::bad_request, "neither GET nor POST");
}

} // namespace

handshake read_handshake(const http::request& req, const transports& allowed) {
  handshake result;
  result.query = http::parse_query(req.query());
  const auto transport = http::get(result.query, "transport");
  const auto websocket = transport == "websocket";
  const auto known =
    (websocket && allowed.websocket) || (transport == "polling" && allowed.polling);
  if (!known || http::count(result.query, "transport") != 1)
    return fail(std::move(result), error_code::unknown_transport, "unknown transport");
  result.sid = http::get(result.query, "sid");
  const auto upgrade = wants_upgrade(req);
  if (result.sid.empty())
    return read_new(req, std::move(result), websocket, upgrade);
  return read_known(req, std::move(result), websocket, upgrade);
}

} // namespace fleetwire::engineio
