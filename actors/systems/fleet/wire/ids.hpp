#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fleetwire/value.hpp>

namespace fleetwire::systems::fleet::wire {

/// 1–64 characters of A–Z a–z 0–9 _ . : -
bool is_id(std::string_view text) noexcept;

/// A good id: `first` itself, or its member of that name.
std::optional<std::string> read_id(value first, std::string_view member);

} // namespace fleetwire::systems::fleet::wire
