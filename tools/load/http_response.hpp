#pragma once

#include <cstddef>
#include <string_view>

namespace fleetwire::load {

/// An HTTP/1.1 response as far as a handshake needs it. The views point into the bytes parsed.
struct http_response {
  int status = 0;
  std::string_view head;
  std::string_view body;
  std::size_t size = 0;
};

enum class http_result { ok, need_more, invalid };

/// Reads the response at the start of `bytes`. The body is what Content-Length says; chunked
/// bodies, which no Socket.IO server needs, are invalid.
http_result parse_response(std::string_view bytes, http_response& out);

/// The value of a header, without regard to the case of its name; empty when absent.
std::string_view header_value(std::string_view head, std::string_view name);

} // namespace fleetwire::load
