#include "net/bridge/wire_form.hpp"

#include "net/socketio/encode.hpp"
#include "net/socketio/msgpack.hpp"
#include "net/websocket/frame.hpp"

#include <cstring>

namespace fleetwire::bridge {

namespace {

websocket::opcode opcode_of(bool is_binary) noexcept {
  return is_binary ? websocket::opcode::binary : websocket::opcode::text;
}

socketio::packet_type wire_type(contract::packet_type type, bool has_attachments) noexcept {
  switch (type) {
    case contract::packet_type::connect:
      return socketio::packet_type::connect;
    case contract::packet_type::disconnect:
      return socketio::packet_type::disconnect;
    case contract::packet_type::connect_error:
      return socketio::packet_type::connect_error;
    case contract::packet_type::event:
      return has_attachments ? socketio::packet_type::binary_event : socketio::packet_type::event;
    case contract::packet_type::ack:
      break;
  }
  return has_attachments ? socketio::packet_type::binary_ack : socketio::packet_type::ack;
}

void encode_text(contract::encoded& out, const socketio::packet_view& packet,
                 std::span<const attachment> parts) {
  thread_local std::string text;
  text.assign(1, '4');
  socketio::append_packet(text, packet);
  append_message(out, text, false);
  for (const auto& each : parts)
    append_message(out, *each, true);
}

void encode_msgpack(contract::encoded& out, socketio::packet_view packet,
                    std::span<const attachment> parts) {
  std::vector<std::string_view> views;
  for (const auto& each : parts)
    views.push_back(*each);
  std::string bytes;
  // MessagePack has no binary types: the binaries are where they belong.
  packet.type = socketio::base_type(packet.type);
  socketio::append_msgpack(bytes, packet, views);
  append_message(out, bytes, true);
}

} // namespace

void append_message(contract::encoded& out, std::string_view message, bool is_binary) {
  auto header = websocket::header_size(message.size());
  out.parts.push_back({static_cast<std::uint32_t>(out.frames.size() + header),
                       static_cast<std::uint32_t>(message.size()), is_binary});
  websocket::append_frame(out.frames, opcode_of(is_binary), message);
}

contract::encoded_ptr control_packet(std::string_view text) {
  auto result = std::make_shared<contract::encoded>();
  append_message(*result, text, false);
  return result;
}

contract::encoded_ptr packet_encoder::encode(contract::packet_type type, std::string_view nsp,
                                             std::optional<std::uint64_t> id, std::string_view data,
                                             std::span<const attachment> parts) const {
  socketio::packet_view packet;
  packet.type = wire_type(type, !parts.empty());
  packet.attachments = static_cast<unsigned>(parts.size());
  packet.nsp = nsp;
  packet.id = id;
  packet.data = data;
  auto result = std::make_shared<contract::encoded>();
  result->parts.reserve(1 + parts.size());
  if (kind_ == parser::msgpack)
    encode_msgpack(*result, packet, parts);
  else
    encode_text(*result, packet, parts);
  return result;
}

std::string packet_encoder::store(const contract::encoded& what) const {
  // The frames describe themselves but for their kind: a flag and a length in front of each message.
  std::string result;
  for (const auto& part : what.parts) {
    result += part.is_binary ? 'b' : 't';
    char size[sizeof(part.size)];
    std::memcpy(size, &part.size, sizeof(size));
    result.append(size, sizeof(size)).append(what.message(part));
  }
  return result;
}

contract::encoded_ptr packet_encoder::load(std::string_view stored) const {
  auto result = std::make_shared<contract::encoded>();
  while (!stored.empty()) {
    std::uint32_t size = 0;
    bool known = stored[0] == 'b' || stored[0] == 't';
    if (!known || stored.size() < 1 + sizeof(size))
      return nullptr;
    std::memcpy(&size, stored.data() + 1, sizeof(size));
    bool is_binary = stored[0] == 'b';
    stored.remove_prefix(1 + sizeof(size));
    if (size > stored.size())
      return nullptr;
    append_message(*result, stored.substr(0, size), is_binary);
    stored.remove_prefix(size);
  }
  return result;
}

} // namespace fleetwire::bridge
