#include "net/socketio/assembler.hpp"

#include "net/socketio/placeholder.hpp"

#include <cassert>
#include <utility>

namespace fleetwire::socketio {

assembled_packet::assembled_packet(const packet_view& packet, const std::vector<span>& elements)
  : head_(packet),
    nsp_size_(static_cast<std::uint32_t>(packet.nsp.size())),
    query_size_(static_cast<std::uint32_t>(packet.query.size())),
    elements_(elements) {
  head_.nsp = head_.query = head_.data = {};
  bytes_.reserve(packet.nsp.size() + packet.query.size() + packet.data.size());
  bytes_ += packet.nsp;
  bytes_ += packet.query;
  bytes_ += packet.data;
}

packet_view assembled_packet::view() const noexcept {
  const std::string_view bytes = bytes_;
  auto result = head_;
  result.nsp = bytes.substr(0, nsp_size_);
  result.query = bytes.substr(nsp_size_, query_size_);
  result.data = bytes.substr(nsp_size_ + query_size_);
  return result;
}

decode_error assembler::begin(const packet_view& packet, const std::vector<span>& elements,
                              const limits& bounds) {
  if (pending_) {
    reset();
    return decode_error::unexpected_text;
  }
  if (packet.attachments == 0)
    return decode_error::illegal_attachments;
  const auto size = packet.nsp.size() + packet.query.size() + packet.data.size();
  if (size > bounds.max_packet_bytes)
    return decode_error::too_large;
  std::vector<placeholder> found;
  if (packet.has_placeholder_key && !find_placeholders(packet.data, packet.attachments, found))
    return decode_error::illegal_attachments;
  pending_ = std::make_unique<pending>();
  pending_->packet = assembled_packet{packet, elements};
  pending_->bytes = size;
  pending_->announced = packet.attachments;
  return decode_error::none;
}

decode_error assembler::feed(std::string bytes, const limits& bounds) {
  if (!waiting()) {
    reset();
    return decode_error::unexpected_binary;
  }
  if (pending_->bytes + bytes.size() > bounds.max_packet_bytes) {
    reset();
    return decode_error::too_large;
  }
  pending_->bytes += bytes.size();
  pending_->packet.attachments.push_back(std::move(bytes));
  return decode_error::none;
}

decode_error assembler::feed(std::string_view bytes, const limits& bounds) {
  return feed(std::string{bytes}, bounds);
}

assembled_packet assembler::take() {
  assert(complete());
  auto result = std::move(pending_->packet);
  pending_.reset();
  return result;
}

} // namespace fleetwire::socketio
