#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

namespace fleetwire::systems::identity::jwt {

/// Deeper than any claim we know, shallow enough for a recursion.
inline constexpr int max_depth = 8;
/// More members than a token of honest origin has.
inline constexpr std::size_t max_members = 64;

enum class members_fault : unsigned char { none, not_json, duplicate };

/// The members of one JSON object, checked strictly: RFC 8259 grammar, valid UTF-8, nothing behind
/// it, no name twice on any level. Views into the text it was read from.
class members {
public:
  /// Nothing is held after a fault.
  members_fault read(std::string_view text);

  /// Missing when there is no such member.
  value operator[](std::string_view name) const noexcept;
  std::size_t size() const noexcept { return entries_.size(); }

private:
  struct entry {
    std::string_view name; ///< without escapes: names with escapes are refused
    std::string_view text;
  };
  std::vector<entry> entries_;
};

} // namespace fleetwire::systems::identity::jwt
