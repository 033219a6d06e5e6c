#include "actors/contract/json.hpp"

#include "net/socketio/json_text.hpp"

namespace fleetwire::contract {

bool valid_json(std::string_view text, unsigned max_depth) noexcept {
  socketio::json_info info;
  return socketio::validate_json(text, {.max_depth = max_depth}, info)
         == socketio::json_error::none;
}

std::optional<document> document::parse(std::string text, unsigned max_depth) {
  if (!valid_json(text, max_depth))
    return std::nullopt;
  // A value looks at its first character.
  const auto begin = text.find_first_not_of(" \t\r\n");
  const auto end = text.find_last_not_of(" \t\r\n");
  return document{text.substr(begin, end - begin + 1)};
}

} // namespace fleetwire::contract
