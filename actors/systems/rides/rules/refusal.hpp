#pragma once

#include <string>
#include <utility>

namespace fleetwire::systems::rides::rules {

/// Why a command is not carried out, ready for the answer: status, error.code and message.
struct refusal {
  int status = 409;
  std::string code;
  std::string message;

  bool operator==(const refusal&) const = default;
};

/// Codes of refusals the original gave without one are HTTP's reason phrases.
inline refusal bad_request(std::string message) {
  return {400, "Bad Request", std::move(message)};
}

inline refusal forbidden(std::string message) {
  return {403, "Forbidden", std::move(message)};
}

inline refusal not_found(std::string message) {
  return {404, "Not Found", std::move(message)};
}

inline refusal conflict(std::string message) {
  return {409, "Conflict", std::move(message)};
}

/// A refusal whose code is its message, as for assignments.
inline refusal coded(int status, std::string code) {
  return {status, code, code};
}

} // namespace fleetwire::systems::rides::rules
