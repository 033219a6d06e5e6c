#pragma once

#include "net/http/address.hpp"
#include "net/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::http {

/// Whether a range holds an address; false when either is not one.
bool cidr_contains(std::string_view range, std::string_view address) noexcept;

/// The proxies whose word counts.
class trusted_proxies {
public:
  trusted_proxies() = default;

  /// Nothing when one of the texts is neither an address nor a range.
  static std::optional<trusted_proxies> parse(const std::vector<std::string>& ranges);

  bool empty() const noexcept { return ranges_.empty(); }
  bool contains(const ip_address& address) const noexcept;

private:
  std::vector<ip_range> ranges_;
};

/// Who is at the other end.
struct client_origin {
  std::string address;
  bool secure = false;
};

/// Behind proxies the client is the last address of the chain that is no trusted proxy: everything
/// to the left of it is hearsay. The chain is that of `Forwarded` where the peer sent that header,
/// else that of `X-Forwarded-For`; a link that is no address ends it. `secure` likewise is what the
/// outermost trusted proxy said (`proto` or `X-Forwarded-Proto`). From a peer that is not trusted
/// none of it is believed. Precondition: remote_address and secure are those of the socket.
client_origin client_of(const trusted_proxies& trusted, const request& req);

} // namespace fleetwire::http
