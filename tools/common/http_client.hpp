#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A small blocking HTTP client for the programs that ask a server, mostly its internal
/// listener. No TLS and no redirects: the listener has neither.
namespace fleetwire::tools {

struct endpoint {
  std::string host;
  std::uint16_t port = 80;
  std::string prefix; ///< path without its last slash, put in front of every request's
};

/// "http://127.0.0.1:9100", "localhost:9100", "http://[::1]:9100/behind/proxy".
std::optional<endpoint> parse_url(std::string_view url);

struct reply {
  int status = 0;
  std::string content_type;
  std::string body;
  std::string fault; ///< why there is no answer; empty: there is one

  bool ok() const { return fault.empty() && status >= 200 && status < 300; }
};

/// Asks once, on a connection of its own. All of it must be done before `limit` has passed; an
/// answer beyond 64 MB is refused.
reply get(const endpoint& from, std::string_view path,
          std::chrono::milliseconds limit = std::chrono::seconds{5});

/// The same with a JSON body.
reply post(const endpoint& to, std::string_view path, std::string_view body,
           std::chrono::milliseconds limit = std::chrono::seconds{5});

/// An answer as it came over the wire, from the status line to the end of the connection. Pure.
reply parse_reply(std::string_view bytes);

} // namespace fleetwire::tools
