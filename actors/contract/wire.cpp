#include "actors/contract/wire.hpp"

namespace fleetwire::contract {

std::string_view reason_text(close_reason reason) noexcept {
  switch (reason) {
    case close_reason::transport_close:
      return "transport close";
    case close_reason::transport_error:
      return "transport error";
    case close_reason::ping_timeout:
      return "ping timeout";
    case close_reason::parse_error:
      return "parse error";
    case close_reason::forced_close:
      return "forced server close";
    case close_reason::server_shutdown:
      return "server shutting down";
    case close_reason::slow_reader:
      return "slow reader";
    case close_reason::rate_limit:
      return "rate limit exceeded";
    case close_reason::no_namespace:
      return "no namespace joined";
    case close_reason::client_disconnect:
      return "client namespace disconnect";
    case close_reason::server_disconnect:
      return "server namespace disconnect";
  }
  return "transport close";
}

} // namespace fleetwire::contract
