#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace fleetwire::systems::orders::images {

enum class multipart_fault : std::uint8_t {
  not_multipart, ///< the Content-Type is another, or names no boundary
  malformed,
  no_file, ///< no part is a file
};

/// The content of the first file in a body of multipart/form-data (RFC 7578); a view into the body.
std::variant<multipart_fault, std::string_view> find_file(std::string_view content_type,
                                                          std::string_view body);

} // namespace fleetwire::systems::orders::images
