#pragma once

#include "net/http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace fleetwire::http {

struct response_limits {
  std::size_t max_head = 16 << 10;
  std::size_t max_body = 64 << 10;
};

/// Turns the bytes of one connection into the response of another server to a GET. Beast parses.
/// One response each: for the next request make another.
class response_parser {
public:
  enum class status : std::uint8_t {
    reading,
    done, // `take` it
    too_large,
    malformed, // or nothing that answers a GET, as 101
  };

  explicit response_parser(const response_limits& limits);
  response_parser(const response_parser&) = delete;
  response_parser& operator=(const response_parser&) = delete;
  ~response_parser();

  status put(std::string_view bytes);
  /// The other side has finished sending, which ends a response without a length.
  status end();
  /// Whether a byte of it has come.
  bool has_begun() const noexcept;
  /// Whether the connection is good for another request, once the response is done.
  bool keep_alive() const noexcept;
  /// The headers are left out: nobody asks for them.
  response take();

private:
  struct message;
  std::unique_ptr<message> message_;
};

} // namespace fleetwire::http
