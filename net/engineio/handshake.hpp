#pragma once

#include "net/engineio/packet.hpp"
#include "net/http/message.hpp"
#include "net/http/query.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::engineio {

struct transports {
  bool polling = true;
  bool websocket = true;
};

/// What an HTTP request to the Engine.IO path asks for, as far as it can be said without knowing
/// the sessions.
struct handshake {
  enum class kind : std::uint8_t {
    open,              // a new session by polling
    poll,              // GET of a session
    post,              // POST to a session
    websocket_open,    // a new session by websocket
    websocket_upgrade, // a websocket for a session that there should be
    error,
  };

  kind what = kind::error;
  error_code error = error_code::bad_request; // for errors only
  std::string_view detail;                    // for logs; static text
  std::string sid;                            // of a session that there should be
  unsigned home = 0;                          // the worker that the sid names
  http::query_values query;
};

/// Checks query, method and upgrade headers in the order of the reference, so that a request wrong
/// in several ways gets the same code. The version is looked at for new sessions only. Left to the
/// caller: whether the session exists (unknown_sid) and whether its transport is the one asked for
/// (bad_request), and the websocket's own headers.
handshake read_handshake(const http::request& req, const transports& allowed = {});

} // namespace fleetwire::engineio
