#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Base64url without padding, as RFC 7515 has it.
namespace fleetwire::systems::identity::jwt {

void append_base64url(std::string& out, std::string_view bytes);
std::string to_base64url(std::string_view bytes);
/// Nothing but the one way to write these bytes is taken: no padding, no foreign characters, no
/// bits left over.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace fleetwire::systems::identity::jwt
