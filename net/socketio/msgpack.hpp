// The MessagePack codec, compatible with socket.io-msgpack-parser: a packet is one binary message, a
// map of type, data, nsp and id. Inside the engine such a packet looks like a text packet: JSON text
// with placeholders, and attachments.
#pragma once

#include "net/socketio/packet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fleetwire::socketio {

/// What a MessagePack packet was decoded to. Reusable: keeps its capacity. `packet.data` points into
/// `json`, so do not move or copy it while `packet` is in use; `packet.nsp` and the attachments point
/// into the message.
struct unpacked_packet {
  packet_view packet;
  std::vector<span> elements;
  std::vector<std::string_view> attachments;
  std::string json;
};

/// Reads one packet. Events and acks that hold binary come out as binary_event and binary_ack with
/// `attachments` set, complete at once. Conversions: bin and ext 0 to an attachment, NaN and infinity
/// to null, undefined to null in arrays and to nothing in maps, dates (notepack.io's and the
/// MessagePack timestamp) to ISO strings, any other ext to [type, attachment] as notepack.io gives it.
/// Stricter than the reference: strings must be UTF-8, map keys strings or integers, ids not
/// negative, payloads as in text packets.
decode_error decode_msgpack(std::string_view message, unpacked_packet& out,
                            const limits& bounds = {});

/// Appends a packet, in the forms notepack.io chooses. Integers keep all 64 bits where JavaScript would
/// round them, and larger ones become doubles where notepack.io lets them wrap. `packet.data` is validated JSON text or empty; its placeholders become the
/// binaries of `attachments`, whose number need not be in `packet.attachments`. False, and `out` as it
/// was, if a placeholder names none of them.
bool append_msgpack(std::string& out, const packet_view& packet,
                    const std::vector<std::string_view>& attachments = {});

/// Appends just a value, as append_msgpack writes the data.
bool append_msgpack_value(std::string& out, std::string_view json,
                          const std::vector<std::string_view>& attachments = {});

} // namespace fleetwire::socketio
