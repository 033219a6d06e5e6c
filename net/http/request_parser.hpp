#pragma once

#include "net/http/guard.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace fleetwire::http {

/// Turns the bytes of one connection into guarded requests. Beast parses; the scanners in front of
/// it see every byte first and the guard judges the head before a byte of the body is taken. Holds
/// memory only while a request is under way.
class request_parser {
public:
  enum class status : std::uint8_t {
    idle, // between requests
    head,
    body,
    done,   // `take` it
    failed, // answer with `refusal(error())` and close; the parser is good for nothing more
  };

  explicit request_parser(const guard_limits& limits = {}) noexcept;
  request_parser(request_parser&&) noexcept;
  request_parser& operator=(request_parser&&) noexcept;
  ~request_parser();

  /// Takes bytes up to the end of a request and returns how many. What follows a finished request
  /// (the next one, or the frames after an upgrade) stays with the caller.
  std::size_t put(std::string_view bytes);

  status state() const noexcept;
  violation error() const noexcept { return fault_; }

  /// True once per request that waits for `100 Continue` before it sends its body.
  bool wants_continue() noexcept;

  /// The head, complete once the state is `body` or `done`; null before.
  const request* head() const noexcept;

  /// The finished request; the parser is idle afterwards. Precondition: `done`.
  request take();

private:
  struct message;

  std::size_t put_head(std::string_view bytes);
  std::size_t put_body(std::string_view bytes);
  std::size_t put_chunked(std::string_view bytes);
  violation feed(std::string_view bytes);
  void finish_head(std::string_view whole);
  void fail(violation fault) noexcept;

  guard_limits limits_;
  std::unique_ptr<message> message_;
  violation fault_ = violation::none;
};

} // namespace fleetwire::http
