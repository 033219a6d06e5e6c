#pragma once

#include <optional>
#include <string_view>

namespace fleetwire::systems::orders::images {

/// The media type of an image by what it begins with: PNG, JPEG or WebP. What a client calls it
/// does not count.
std::optional<std::string_view> media_type(std::string_view bytes) noexcept;

} // namespace fleetwire::systems::orders::images
