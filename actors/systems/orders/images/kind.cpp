#include "actors/systems/orders/images/kind.hpp"

namespace fleetwire::systems::orders::images {

std::optional<std::string_view> media_type(std::string_view bytes) noexcept {
  using namespace std::string_view_literals;
  // A signature and the first chunk, which has to be the header.
  if (bytes.starts_with("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"sv))
    return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF"sv))
    return "image/jpeg";
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 16 && bytes.substr(8).starts_with("WEBPVP8"sv))
    return "image/webp";
  return std::nullopt;
}

} // namespace fleetwire::systems::orders::images
