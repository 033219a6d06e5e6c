#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// HTTP messages as plain values. They cross workers and know neither sockets nor Beast.
namespace fleetwire::http {

struct header {
  std::string name;
  std::string value;
};

struct request {
  std::string method;
  std::string target;          // as it came: path and query, still percent-encoded
  unsigned version = 11;       // 10 or 11
  std::vector<header> headers; // in the order they came, duplicates kept, no trailers
  std::string body;            // chunked bodies arrive joined
  std::string remote_address;  // numeric; of the client where a trusted proxy names it
  std::uint16_t remote_port = 0;
  bool secure = false;

  /// What stands before the first '?', percent-encoded. Views die with the request.
  std::string_view path() const noexcept;

  /// What stands after the first '?', empty when there is none.
  std::string_view query() const noexcept;

  /// The first header of that name in any case; empty when there is none.
  std::string_view get(std::string_view name) const noexcept;

  /// How many headers have that name in any case.
  std::size_t count(std::string_view name) const noexcept;

  /// Whether a comma-separated header lists `token`, in any case and any of its lines.
  bool has_token(std::string_view name, std::string_view token) const noexcept;

  /// Whether the client wants the connection kept: 1.1 unless `close`, 1.0 only with
  /// `keep-alive`.
  bool keep_alive() const noexcept;
};

struct response {
  unsigned status = 200;
  std::vector<header> headers;
  std::string body;
  bool close = false; // the connection ends after it

  /// Replaces all headers of that name, or adds one.
  void set(std::string_view name, std::string value);

  /// The first header of that name in any case; empty when there is none.
  std::string_view get(std::string_view name) const noexcept;

  /// Adds `field` to Vary unless it is listed.
  void vary(std::string_view field);
};

std::string_view reason_phrase(unsigned status) noexcept;

/// ASCII case is ignored, as header names want it.
bool iequals(std::string_view lhs, std::string_view rhs) noexcept;

/// Whether a comma-separated list holds `token` in any case.
bool list_has(std::string_view list, std::string_view token) noexcept;

/// Without the blanks and tabs around it.
std::string_view trim(std::string_view text) noexcept;

/// The bytes of a response: status line, headers, length, body. `Content-Length` is added unless
/// set or not allowed (1xx, 204, 304); `Connection` says `close`, or `keep-alive` to HTTP/1.0.
/// A HEAD request gets the length without the body. Control characters in names and values become
/// blanks, so that no handler can be talked into splitting a response.
std::string serialise(const response& res, unsigned version, bool head_request);

/// The head of a response whose body follows by and by: in chunks, or to HTTP/1.0 until the connection
/// ends, which it does in any case.
std::string serialise_open(response res, unsigned version);

} // namespace fleetwire::http
