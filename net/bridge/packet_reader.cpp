#include "net/bridge/packet_reader.hpp"

#include "net/socketio/decode.hpp"
#include "net/socketio/msgpack.hpp"

namespace fleetwire::bridge {

namespace {

/// Reused by all connections of a worker: a packet is handled before the next is read.
thread_local std::vector<socketio::span> element_buffer;
thread_local std::vector<args::slice> slice_buffer;

contract::packet_type contract_type(socketio::packet_type type) noexcept {
  switch (socketio::base_type(type)) {
    case socketio::packet_type::connect:
      return contract::packet_type::connect;
    case socketio::packet_type::disconnect:
      return contract::packet_type::disconnect;
    case socketio::packet_type::ack:
      return contract::packet_type::ack;
    case socketio::packet_type::connect_error:
      return contract::packet_type::connect_error;
    default:
      return contract::packet_type::event;
  }
}

} // namespace

socketio::limits packet_reader::bounds() const noexcept {
  socketio::limits result;
  result.max_attachments = config_.max_attachments;
  result.max_packet_bytes = config_.max_payload * (config_.max_attachments + std::size_t{1});
  return result;
}

void packet_reader::fail(socketio::decode_error) {
  link_.close(contract::close_reason::parse_error);
}

void packet_reader::deliver(const socketio::packet_view& what,
                            const std::vector<socketio::span>& elements,
                            std::span<const attachment> attachments) {
  auto type = contract_type(what.type);
  if (type == contract::packet_type::connect_error)
    return fail(socketio::decode_error::unknown_type); // only servers send it
  contract::packet packet;
  packet.type = type;
  packet.nsp = what.nsp;
  packet.id = what.id;
  packet.data = what.data;
  slice_buffer.clear();
  for (const auto& each : elements)
    slice_buffer.push_back({each.begin, each.end});
  packet.elements = slice_buffer;
  packet.attachments = attachments;
  owner_->on_packet(packet);
}

void packet_reader::on_text(std::string_view message) {
  if (config_.packets == parser::msgpack)
    return fail(socketio::decode_error::unexpected_text);
  if (assembler_.waiting())
    return fail(socketio::decode_error::unexpected_text);
  socketio::packet_view packet;
  auto error = socketio::decode(message, packet, element_buffer, bounds());
  if (error != socketio::decode_error::none)
    return fail(error);
  if (packet.attachments == 0)
    return deliver(packet, element_buffer, {});
  error = assembler_.begin(packet, element_buffer, bounds());
  if (error != socketio::decode_error::none)
    fail(error);
}

void packet_reader::on_binary(std::string_view message) {
  if (config_.packets == parser::msgpack)
    return on_msgpack(message);
  auto error = assembler_.feed(message, bounds());
  if (error != socketio::decode_error::none)
    return fail(error);
  if (!assembler_.complete())
    return;
  auto packet = assembler_.take();
  std::vector<attachment> parts;
  for (auto& each : packet.attachments)
    parts.push_back(std::make_shared<const std::string>(std::move(each)));
  deliver(packet.view(), packet.elements(), parts);
}

void packet_reader::on_msgpack(std::string_view message) {
  thread_local socketio::unpacked_packet unpacked;
  auto error = socketio::decode_msgpack(message, unpacked, bounds());
  if (error != socketio::decode_error::none)
    return fail(error);
  std::vector<attachment> parts;
  for (auto each : unpacked.attachments)
    parts.push_back(std::make_shared<const std::string>(each));
  deliver(unpacked.packet, unpacked.elements, parts);
}

void packet_reader::on_close(contract::close_reason reason) {
  assembler_.reset();
  owner_->on_close(reason);
}

} // namespace fleetwire::bridge
