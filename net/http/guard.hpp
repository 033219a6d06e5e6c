#pragma once

#include "net/http/violation.hpp"

#include <cstddef>
#include <cstdint>

namespace fleetwire::http {

struct guard_limits {
  std::size_t max_head = 16 * 1024;  // request line and headers, as Node's default
  std::size_t max_target = 8 * 1024; // tokens in queries are the longest that honest clients send
  std::size_t max_headers = 100;
  std::uint64_t max_body = 1'000'000;          // after chunks were joined
  std::size_t max_chunk_header = 256;          // one chunk-size line
  std::size_t max_chunk_extensions = 4 * 1024; // all of them in one body
  std::size_t max_trailers = 4 * 1024;         // they are checked and dropped
};

/// The longest method that is looked at before a request is refused.
inline constexpr std::size_t max_method = 24;

/// Judges a parsed head: method, target, version and headers. It does not rely on what the parser
/// refused already, since parsers differ and a proxy in front may be one of the lenient ones.
///
/// What Beast 1.81 lets through and this stops:
/// - a transfer-encoding whose last coding is not `chunked` is ignored, and the body then read as
///   the next request; `identity, chunked` counts as chunked; chunked on HTTP/1.0 is accepted
/// - `Content-Length: 5, 5` and repeated equal lengths
/// - no Host, several, an empty one
/// - bytes above 0x7e and '#' in the target, and targets that are not in origin form
/// - any token as a method, any expectation
/// - folded lines, joined silently (stopped by head_scanner, where they are still to be seen)
/// - chunk headers, extensions and trailers of any length, trailers joined with the headers, and
///   a final chunk cut after its first CRLF trips an assertion (stopped by chunk_scanner and
///   request_parser)
violation check(const request& head, const guard_limits& limits) noexcept;

} // namespace fleetwire::http
