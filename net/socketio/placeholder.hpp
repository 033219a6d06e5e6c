// Placeholders of attachments within JSON text: {"_placeholder":true,"num":0}.
//
// As in the reference, an object is one if its own member "_placeholder" is true (the last wins if
// there are several); all its other members are ignored, so what stands within it is not looked at.
// Every text passed in must have been validated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::socketio {

struct placeholder {
  std::uint32_t begin = 0; ///< the whole object is [begin, end)
  std::uint32_t end = 0;
  unsigned index = 0;
};

/// Appends the placeholders of `json` to `out` in their order. False if one has no index or one that
/// is not below `attachments`; the reference closes the connection then ("illegal attachments").
bool find_placeholders(std::string_view json, unsigned attachments, std::vector<placeholder>& out);

/// Appends `json` with every placeholder's index raised by `offset`. Malformed placeholders are
/// copied as they are.
void append_renumbered(std::string& out, std::string_view json, unsigned offset);

/// Passes an element on into another packet: appends `json` with its placeholders numbered anew.
/// `used` lists the source's attachments in the order they go out: the source's attachment used[i]
/// becomes number base + i of the new packet. Call it with the same `used` for all elements of one
/// source, then append those attachments. An attachment named twice is sent once.
/// False, and `out` and `used` as before, if a placeholder names none of the `attachments`.
bool extract(std::string& out, std::string_view json, unsigned attachments,
             std::vector<unsigned>& used, unsigned base = 0);

} // namespace fleetwire::socketio
