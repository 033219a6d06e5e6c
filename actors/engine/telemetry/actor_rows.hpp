#pragma once

#include "actors/engine/telemetry/json_writer.hpp"
#include "net/bridge/description.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire {

inline constexpr std::size_t top_talkers = 10;

/// One actor in a list. Ids consist of characters that URLs bear as they are.
struct actor_row {
  std::string kind;
  std::string id;
  std::string name;
  std::string parent;
  unsigned worker = 0;
  double rank = 0; ///< lists go from the greatest to the least
  std::size_t members = 0;   ///< of a room on this worker, or rooms of a socket
  bridge::connection_description link; ///< of a connection
};

actor_row row_of(const bridge::connection_description& one, unsigned worker);
/// By rank; equals keep their order, so that the pages of sorted parts do not overlap.
void sort_rows(std::vector<actor_row>& rows);
/// The members of an object that is open.
void write_fields(json_writer& out, const actor_row& row);
void write_row(json_writer& out, const actor_row& row);

std::string connection_actor_id(std::string_view sid);
std::string socket_actor_id(unsigned worker, std::string_view nsp, std::string_view id);
std::string room_actor_id(unsigned worker, std::string_view nsp, std::string_view room);
std::string worker_actor_id(unsigned worker);

/// What an id of the kinds above says.
struct actor_id {
  std::string kind; ///< empty: it is no id
  unsigned worker = 0;
  std::string nsp;
  std::string name; ///< the sid, the socket's id or the room
};
actor_id parse_actor_id(std::string_view text);

} // namespace fleetwire
