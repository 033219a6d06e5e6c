#include "net/websocket/handshake.hpp"

#include "net/websocket/base64.hpp"
#include "net/websocket/detail/sha1.hpp"

#include <algorithm>

namespace fleetwire::websocket {
namespace {

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) noexcept {
  auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether a comma separated list has the token (RFC 9110 section 5.6.1).
bool names(std::string_view list, std::string_view token) noexcept {
  for (;;) {
    auto comma = list.find(',');
    if (equal_ignoring_case(trim(list.substr(0, comma)), token))
      return true;
    if (comma == std::string_view::npos)
      return false;
    list.remove_prefix(comma + 1);
  }
}

// 22 characters and two of padding. The four unused bits may be anything: clients that draw the
// characters rather than the bytes exist, and the key is opaque (RFC 6455 section 4.2.2).
bool valid_key(std::string_view key) {
  if (key.size() != 24 || !key.ends_with("=="))
    return false;
  std::string whole{key.substr(0, 22)};
  whole += "AA";
  return base64_decode(whole).has_value();
}

upgrade_error first_fault(const upgrade_fields& fields) {
  if (fields.method != "GET")
    return upgrade_error::method;
  if (fields.http_version != "1.1")
    return upgrade_error::http_version;
  if (!names(fields.upgrade, "websocket"))
    return upgrade_error::upgrade;
  if (!names(fields.connection, "upgrade"))
    return upgrade_error::connection;
  if (trim(fields.version) != protocol_version)
    return upgrade_error::version;
  if (!valid_key(trim(fields.key)))
    return upgrade_error::key;
  return upgrade_error::none;
}

} // namespace

upgrade_result check_upgrade(const upgrade_fields& fields) {
  upgrade_result result;
  result.error = first_fault(fields);
  if (result)
    result.accept = accept_key(trim(fields.key));
  return result;
}

int http_status(upgrade_error error) noexcept {
  switch (error) {
    case upgrade_error::none:
      return 101;
    case upgrade_error::method:
      return 405;
    case upgrade_error::version:
      return 426;
    default:
      return 400;
  }
}

std::string accept_key(std::string_view key) {
  std::string text{key};
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  auto digest = detail::sha1(text);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string make_key(const std::array<uint8_t, 16>& random) {
  return base64_encode({reinterpret_cast<const char*>(random.data()), random.size()});
}

bool accepts(std::string_view key, std::string_view accept_field) {
  return trim(accept_field) == accept_key(key);
}

} // namespace fleetwire::websocket
