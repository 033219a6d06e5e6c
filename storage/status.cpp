#include "storage/status.hpp"

namespace fleetwire::storage {

std::string_view to_string(errc code) noexcept {
  switch (code) {
    case errc::ok:
      return "ok";
    case errc::invalid:
      return "invalid";
    case errc::busy:
      return "busy";
    case errc::read_only:
      return "read_only";
    case errc::full:
      return "full";
    case errc::corrupt:
      return "corrupt";
    case errc::newer_version:
      return "newer_version";
    case errc::io:
      return "io";
    case errc::conflict:
      return "conflict";
    case errc::overloaded:
      return "overloaded";
    case errc::closed:
      return "closed";
  }
  return "unknown";
}

} // namespace fleetwire::storage
