#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/systems/fleet/rules/refusal.hpp"

/// What a back end keeps with a vehicle or a trip beyond what we understand.
namespace fleetwire::systems::fleet::rules {

/// Members of a JSON object in their order: the key as it is written between its quotes, the value
/// as JSON.
class members {
public:
  using entry = std::pair<std::string, std::string>;

  /// As a merge patch: null takes away, anything else replaces.
  void merge(std::string_view key, std::string_view json);
  const std::string* find(std::string_view key) const noexcept;
  const std::vector<entry>& all() const noexcept { return all_; }
  std::size_t bytes() const noexcept;
  /// Without the braces: `"a":1,"b":2`.
  std::string text() const;

  bool operator==(const members&) const = default;

private:
  std::vector<entry> all_;
};

/// More is refused; so many at a time, for each is looked for among the others.
inline constexpr std::size_t most_member_bytes = 16 * 1024;
inline constexpr std::size_t most_members = 1'000;

/// Merges all of them, or refuses and changes nothing.
std::optional<refusal> merge_all(members& into, const std::vector<members::entry>& what);

} // namespace fleetwire::systems::fleet::rules
