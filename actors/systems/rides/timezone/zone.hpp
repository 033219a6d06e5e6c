#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fleetwire::systems::rides::timezone {

/// The rule a zone follows after its last recorded change, as POSIX writes TZ. Each switch gives a
/// day of the year and a time of day.
struct yearly_switch {
  enum class kind { weekday_of_month, day_without_leap, day_with_leap };

  kind how = kind::weekday_of_month;
  unsigned month = 0, week = 0, weekday = 0;
  int day = 0;
  std::chrono::seconds time{7200};

  /// In local time of the year; the offset before the switch makes UTC of it.
  std::chrono::local_seconds in(std::chrono::year year) const noexcept;
};

struct yearly_rule {
  std::chrono::seconds standard{0};
  std::optional<std::chrono::seconds> summer;
  yearly_switch to_summer, to_standard;

  std::chrono::seconds offset_at(std::chrono::sys_seconds at) const noexcept;
};

/// "CET-1CEST,M3.5.0,M10.5.0/3"
std::optional<yearly_rule> parse_rule(std::string_view text);

/// One time zone: how far its clocks are ahead of UTC, at any time.
class zone {
public:
  /// The bytes of a TZif file (RFC 8536), version 1 to 4; nothing when they are not one.
  static std::optional<zone> parse(std::string_view bytes);

  std::chrono::seconds offset_at(std::chrono::sys_seconds at) const noexcept;

private:
  struct change {
    std::chrono::sys_seconds at;
    std::chrono::seconds offset;
  };

  std::chrono::seconds before_first_{0};
  std::vector<change> changes_;
  std::optional<yearly_rule> afterwards_;
};

} // namespace fleetwire::systems::rides::timezone
