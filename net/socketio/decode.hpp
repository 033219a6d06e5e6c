// Text packets in: "2/chat,7[\"a\",1]" to a packet_view.
#pragma once

#include "net/socketio/packet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::socketio {

/// Reads one text packet (without the Engine.IO type in front). `elements` receives the place of
/// each element within `out.data` when that is an array, else it is empty. Nothing is copied and,
/// once `elements` has grown, nothing allocated. On an error `out` is unspecified.
///
/// Follows socket.io-parser 4.2, stricter where that is lax: attachment counts and ids are decimal
/// digits only (it takes "1e0-" for one attachment and a blank for the id 0), an id must fit 64 bits,
/// events, acks and connect errors need a payload, nesting has a limit. Whatever is accepted here the
/// reference accepts too, except UTF-8 it would have repaired if that is not checked.
decode_error decode(std::string_view text, packet_view& out, std::vector<span>& elements,
                    const limits& bounds = {});

/// Checks `out.data` against `out.type` and locates its elements; shared with the MessagePack codec.
decode_error validate_payload(packet_view& out, std::vector<span>& elements, const limits& bounds);

/// Splits a namespace as it came into name and query.
void set_namespace(packet_view& out, std::string_view text) noexcept;

/// Whether a JSON string, with its quotes, is an event name only the two ends themselves may raise.
bool is_reserved_event(std::string_view quoted) noexcept;

/// The event's name: the characters of a string, or the text of a number. It is a slice of the packet
/// unless the name has escapes; then it is in `scratch`. Precondition: a decoded event.
std::string_view event_name(const packet_view& packet, const std::vector<span>& elements,
                            std::string& scratch);

} // namespace fleetwire::socketio
