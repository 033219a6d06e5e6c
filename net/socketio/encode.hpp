// Text packets out, exactly as the reference writes them.
#pragma once

#include "net/socketio/packet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetwire::socketio {

/// Appends everything before the payload: "451-/ns,7" without the Engine.IO "4" in front.
/// `attachments` is written for the binary types only.
void append_packet_head(std::string& out, packet_type type, unsigned attachments,
                        std::string_view nsp, std::optional<std::uint64_t> id);

/// Appends a whole packet; `data` is JSON text without white space around it, or empty.
void append_packet(std::string& out, packet_type type, unsigned attachments, std::string_view nsp,
                   std::optional<std::uint64_t> id, std::string_view data);
void append_packet(std::string& out, const packet_view& packet);

/// What becomes of surrogates that are encoded as three bytes.
enum class lone_surrogates : std::uint8_t {
  escape,  ///< \udxxx, as JSON.stringify writes them
  replace, ///< U+FFFD, as all that is not UTF-8
};

/// Appends a string as JSON.stringify writes it, with its quotes. Invalid UTF-8 becomes U+FFFD, so the
/// result is always valid.
void append_json_string(std::string& out, std::string_view utf8,
                        lone_surrogates how = lone_surrogates::escape);

/// Appends {"_placeholder":true,"num":N}.
void append_placeholder(std::string& out, unsigned index);

} // namespace fleetwire::socketio
