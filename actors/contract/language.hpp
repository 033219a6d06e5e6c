#pragma once

#include <cstdint>
#include <string_view>

namespace fleetwire::contract {

/// What people read; codes are for programs and know no language. `as_written` is the text clients
/// of the original know, whichever language it is in.
enum class language : std::uint8_t { as_written, spanish, english };

/// From the header Accept-Language; as_written when it is empty or prefers neither.
language pick_language(std::string_view accept_language) noexcept;

} // namespace fleetwire::contract
