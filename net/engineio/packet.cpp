#include "net/engineio/packet.hpp"

#include <array>

namespace fleetwire::engineio {

namespace {

constexpr std::array<std::string_view, 6> messages{
  "Transport unknown", "Session ID unknown", "Bad handshake method",
  "Bad request",       "Forbidden",          "Unsupported protocol version",
};

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
}

} // namespace

std::string_view message_of(error_code code) noexcept {
  return messages[static_cast<unsigned>(code)];
}

unsigned status_of(error_code code) noexcept {
  return code == error_code::forbidden ? 403 : 400;
}

std::string error_body(error_code code, std::string_view message) {
  std::string body = R"({"code":)";
  body += static_cast<char>('0' + static_cast<unsigned>(code));
  body += R"(,"message":")";
  append_escaped(body, message.empty() ? message_of(code) : message);
  body += R"("})";
  return body;
}

} // namespace fleetwire::engineio
