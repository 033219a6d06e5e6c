#pragma once

#include <string>
#include <string_view>

/// Why something that was asked for is not done.
namespace fleetwire::systems::fleet::rules {

struct refusal {
  unsigned status = 400; ///< as HTTP has it
  std::string code;      ///< for programs: "INVALID_REPORT"
  std::string message;   ///< for people

  bool operator==(const refusal&) const = default;
};

inline refusal bad(std::string_view code, std::string message) {
  return {400, std::string{code}, std::move(message)};
}

inline refusal not_found(std::string_view code, std::string message) {
  return {404, std::string{code}, std::move(message)};
}

inline refusal conflict(std::string_view code, std::string message) {
  return {409, std::string{code}, std::move(message)};
}

inline refusal forbidden() {
  return {403, "FORBIDDEN", "You may not see or do that"};
}

} // namespace fleetwire::systems::fleet::rules
