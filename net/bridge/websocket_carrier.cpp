#include "net/bridge/websocket_carrier.hpp"

#include "net/websocket/frame.hpp"

#include <utility>

namespace fleetwire::bridge {

using websocket::close_code;

websocket_carrier::websocket_carrier(carrier_owner& owner,
                                     std::unique_ptr<transport::stream> stream,
                                     std::size_t max_message)
  : owner_(&owner), stream_(std::move(stream)), decoder_(websocket::role::server, max_message) {}

websocket_carrier::~websocket_carrier() = default;

void websocket_carrier::start() {
  stream_->attach(*this);
}

std::size_t websocket_carrier::write(std::string_view bytes) {
  return stream_ ? stream_->write(bytes) : bytes.size();
}

void websocket_carrier::pause() {
  if (std::exchange(paused_, true) || !stream_)
    return;
  stream_->pause_reading();
}

void websocket_carrier::resume() {
  if (!std::exchange(paused_, false) || !stream_)
    return;
  if (held_) {
    auto keep = shared_from_this();
    auto bytes = std::move(held_);
    handle(std::span{bytes->data(), bytes->size()});
  }
  if (!paused_ && stream_)
    stream_->resume_reading();
}

void websocket_carrier::close(close_code code, bool bytes_may_follow) {
  if (!stream_)
    return;
  owner_ = nullptr;
  if (bytes_may_follow) {
    std::string frame;
    websocket::append_frame(frame, websocket::opcode::close, websocket::close_payload(code));
    stream_->write(frame);
  }
  stream_->close();
  stream_ = nullptr;
}

void websocket_carrier::on_bytes(std::span<char> bytes) {
  auto keep = shared_from_this();
  if (paused_) {
    if (!held_)
      held_ = std::make_unique<std::string>();
    held_->append(bytes.data(), bytes.size());
    return;
  }
  handle(bytes);
}

void websocket_carrier::handle(std::span<char> bytes) {
  std::size_t total = bytes.size();
  std::size_t messages = 0;
  while (owner_ && !paused_) {
    auto what = decoder_.next(bytes);
    if (what.what == websocket::event::kind::need_more)
      break;
    ++messages;
    handle_event(what);
  }
  if (!owner_)
    return;
  if (!bytes.empty())
    held_ = std::make_unique<std::string>(bytes.data(), bytes.size());
  owner_->on_carrier_idle(*this, messages, total - bytes.size());
}

void websocket_carrier::handle_event(const websocket::event& what) {
  switch (what.what) {
    case websocket::event::kind::text:
      return owner_->on_carrier_message(*this, what.payload, false);
    case websocket::event::kind::binary:
      return owner_->on_carrier_message(*this, what.payload, true);
    case websocket::event::kind::ping:
      return owner_->on_carrier_ping(*this, what.payload);
    case websocket::event::kind::close:
      return part(what.code, true);
    case websocket::event::kind::error:
      return part(what.code, false);
    default:
      return;
  }
}

void websocket_carrier::part(close_code code, bool clean) {
  // An answer in the middle of a packet would be no frame; the peer reads the end of the stream then.
  auto* owner = std::exchange(owner_, nullptr);
  if (owner->between_packets()) {
    std::string frame;
    websocket::append_frame(frame, websocket::opcode::close, websocket::close_payload(code));
    stream_->write(frame);
  }
  stream_->close();
  stream_ = nullptr;
  owner->on_carrier_end(*this, clean);
}

void websocket_carrier::on_writable() {
  auto keep = shared_from_this();
  if (owner_)
    owner_->on_carrier_writable(*this);
}

void websocket_carrier::on_end(transport::end_reason reason) {
  auto keep = shared_from_this();
  end(reason == transport::end_reason::peer_closed);
}

void websocket_carrier::end(bool clean) {
  stream_ = nullptr;
  if (auto* owner = std::exchange(owner_, nullptr))
    owner->on_carrier_end(*this, clean);
}

} // namespace fleetwire::bridge
