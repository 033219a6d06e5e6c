#include "net/websocket/decoder.hpp"

#include "net/websocket/detail/frame_header.hpp"
#include "net/websocket/utf8.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace fleetwire::websocket {

using detail::frame_header;
using detail::header_status;

// What an incomplete frame or an open message needs; an idle decoder has none.
struct decoder::pending {
  char header[max_header_size];
  uint8_t header_size = 0; // bytes of a header that is not complete yet

  bool in_frame = false; // `frame` is the current one and `left` of its payload is to come
  frame_header frame;
  uint64_t left = 0;

  opcode message = opcode::continuation; // text or binary while a fragmented message is open
  utf8_checker utf8;
  std::string text;

  char control[max_control_payload];
  uint8_t control_size = 0;

  // Called after `left` was updated. An announced length is only a promise of the peer: memory
  // follows what has arrived.
  void append(const char* data, size_t size, size_t max_message) {
    auto need = text.size() + size;
    if (need + padding > text.capacity()) {
      auto whole = frame.fin ? need + static_cast<size_t>(left) : max_message;
      auto grown = std::max({need, 2 * text.size(), size_t{1024}});
      text.reserve(std::min(whole, grown) + padding);
    }
    text.append(data, size);
  }
};

decoder::decoder(role who, size_t max_message) noexcept : max_message_(max_message), role_(who) {}
decoder::decoder(decoder&&) noexcept = default;
decoder& decoder::operator=(decoder&&) noexcept = default;
decoder::~decoder() = default;

event decoder::next(std::span<char>& input) {
  if (pending_)
    settle();
  if (done_) {
    input = {};
    return {};
  }
  for (;;) {
    if (!pending_ || !pending_->in_frame) {
      if (input.empty())
        return {};
      frame_header header;
      switch (take_header(input, header)) {
        case header_status::incomplete:
          return {};
        case header_status::broken:
          return fail(close_code::protocol_error);
        case header_status::too_big:
          return fail(close_code::message_too_big);
        case header_status::ready:
          break;
      }
      if (header.length <= input.size() && (header.control() || (header.fin && !in_message())))
        return take_whole(input, header);
      if (!pending_)
        pending_ = std::make_unique<pending>();
      pending_->frame = header;
      pending_->left = header.length;
      pending_->in_frame = true;
    }
    auto result = take_part(input);
    if (result.what != event::kind::need_more || !pending_ || pending_->in_frame)
      return result;
  }
}

// Lets go of what the last call handed out.
void decoder::settle() noexcept {
  auto& p = *pending_;
  if (!p.in_frame)
    p.control_size = 0;
  if (done_ || (!p.in_frame && p.header_size == 0 && !in_message()))
    pending_.reset();
}

bool decoder::in_message() const noexcept {
  return pending_ && pending_->message != opcode::continuation;
}

header_status decoder::take_header(std::span<char>& input, frame_header& header) {
  detail::header_rules rules{role_ == role::server, in_message(),
                             max_message_ - (pending_ ? pending_->text.size() : 0)};
  if (!pending_ || pending_->header_size == 0) {
    auto status = detail::read_header(input.data(), input.size(), rules, header);
    if (status == header_status::ready)
      input = input.subspan(header.size);
    if (status != header_status::incomplete)
      return status;
    if (!pending_)
      pending_ = std::make_unique<pending>();
  }
  auto& p = *pending_;
  auto more = std::min(input.size(), max_header_size - p.header_size);
  std::memcpy(p.header + p.header_size, input.data(), more);
  auto status = detail::read_header(p.header, p.header_size + more, rules, header);
  if (status == header_status::incomplete) {
    p.header_size = static_cast<uint8_t>(p.header_size + more);
    input = {};
  } else if (status == header_status::ready) {
    input = input.subspan(header.size - p.header_size);
    p.header_size = 0;
  }
  return status;
}

// The frame lies in `input` and is a message or a control frame: nothing is copied.
event decoder::take_whole(std::span<char>& input, const frame_header& header) {
  auto size = static_cast<size_t>(header.length);
  auto data = input.data();
  input = input.subspan(size);
  if (header.masked)
    mask_in_place(data, size, header.mask);
  if (pending_ && !in_message())
    pending_.reset(); // held the start of this header and nothing else
  std::string_view payload{data, size};
  if (header.code == opcode::text && !valid_utf8(payload))
    return fail(close_code::invalid_payload);
  return deliver(header.code, payload);
}

// Takes what `input` has of the current frame; `need_more` with `in_frame` unset ends a fragment.
event decoder::take_part(std::span<char>& input) {
  auto& p = *pending_;
  auto size = static_cast<size_t>(std::min<uint64_t>(p.left, input.size()));
  auto data = input.data();
  input = input.subspan(size);
  if (p.frame.masked)
    mask_in_place(data, size, p.frame.mask, (p.frame.length - p.left) & 3);
  p.left -= size;
  p.in_frame = p.left > 0;
  if (p.frame.control()) {
    if (size > 0)
      std::memcpy(p.control + p.control_size, data, size);
    p.control_size = static_cast<uint8_t>(p.control_size + size);
    if (p.in_frame)
      return {};
    return deliver(p.frame.code, {p.control, p.control_size});
  }
  if (p.frame.code != opcode::continuation)
    p.message = p.frame.code;
  if (p.message == opcode::text && !p.utf8.write({data, size}))
    return fail(close_code::invalid_payload);
  p.append(data, size, max_message_);
  if (p.in_frame || !p.frame.fin)
    return {};
  if (p.message == opcode::text && !p.utf8.complete())
    return fail(close_code::invalid_payload);
  auto code = p.message;
  p.message = opcode::continuation;
  return deliver(code, p.text);
}

event decoder::deliver(opcode code, std::string_view payload) {
  switch (code) {
    case opcode::text:
      return {event::kind::text, payload, close_code::no_status};
    case opcode::ping:
      return {event::kind::ping, payload, close_code::no_status};
    case opcode::pong:
      return {event::kind::pong, payload, close_code::no_status};
    case opcode::close:
      return deliver_close(payload);
    default:
      return {event::kind::binary, payload, close_code::no_status};
  }
}

event decoder::deliver_close(std::string_view payload) {
  if (payload.empty()) {
    done_ = true;
    return {event::kind::close, {}, close_code::no_status};
  }
  if (payload.size() == 1)
    return fail(close_code::protocol_error);
  auto code = static_cast<close_code>(static_cast<uint8_t>(payload[0]) << 8
                                      | static_cast<uint8_t>(payload[1]));
  if (!allowed_on_wire(code))
    return fail(close_code::protocol_error);
  payload.remove_prefix(2);
  if (!valid_utf8(payload))
    return fail(close_code::invalid_payload);
  done_ = true;
  return {event::kind::close, payload, code};
}

event decoder::fail(close_code code) noexcept {
  done_ = true;
  pending_.reset();
  return {event::kind::error, {}, code};
}

} // namespace fleetwire::websocket
