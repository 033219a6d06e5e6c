#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "actors/systems/rides/timezone/zone.hpp"

namespace fleetwire::systems::rides::timezone {

/// The host's time zones by IANA name, read on first use and kept (also that one does not exist).
/// One owner, not synchronised; the first question about a zone reads a file of a few kB.
class zone_book {
public:
  explicit zone_book(std::string folder = "/usr/share/zoneinfo");

  /// How far the zone is ahead of UTC; nothing when the name is unknown. UTC needs no file.
  std::optional<std::chrono::seconds> offset_at(
    std::string_view name, std::chrono::sys_time<std::chrono::milliseconds> at);

private:
  const zone* find(std::string_view name);

  std::string folder_;
  std::map<std::string, std::optional<zone>, std::less<>> zones_;
};

} // namespace fleetwire::systems::rides::timezone
