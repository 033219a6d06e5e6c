#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fleetwire/value.hpp>

#include "actors/systems/identity/rules/account.hpp"

namespace fleetwire::systems::identity {

enum class need : std::uint8_t { optional, required };

/// Reads one object of a request, field by field, and notes what is wrong in the words that clients
/// of the original know. Fields nobody asked for are faults, too.
class fields {
public:
  /// `path` stands before every fault: "user" gives "user.name must be a string". Both references
  /// must outlive this.
  fields(value from, std::string path, std::vector<std::string>& faults)
    : from_(from), path_(std::move(path)), faults_(faults) {}

  /// Length in characters, not bytes.
  std::optional<std::string> text(std::string_view name, std::size_t min, std::size_t max,
                                  need how = need::optional);
  std::optional<std::string> email(std::string_view name, std::size_t min, std::size_t max,
                                   need how = need::optional);
  std::optional<std::string> uuid(std::string_view name);
  std::optional<std::string> url(std::string_view name);
  /// ISO 8601.
  std::optional<millis> time(std::string_view name);
  std::optional<place> location(std::string_view name);
  std::optional<std::string> word(std::string_view name, std::span<const std::string_view> words,
                                  need how = need::optional);
  /// A missing value after the fault was noted.
  value object(std::string_view name, need how = need::optional);
  /// Known, but of no use to us.
  void ignore(std::string_view name) { known_.push_back(name); }
  /// Last: whatever has not been asked for.
  void no_others();

  void fault(std::string text);

private:
  /// Missing for null, too.
  value take(std::string_view name);
  std::optional<std::string> string(std::string_view name, need how);

  value from_;
  std::string path_;
  std::vector<std::string>& faults_;
  std::vector<std::string_view> known_;
};

bool is_email(std::string_view text) noexcept;
bool is_uuid(std::string_view text) noexcept;
bool is_url(std::string_view text) noexcept;
std::optional<millis> parse_time(std::string_view iso) noexcept;
/// Code points of UTF-8.
std::size_t length_of(std::string_view text) noexcept;

} // namespace fleetwire::systems::identity
