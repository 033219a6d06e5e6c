// Long-polling: GETs fetch packets, POSTs bring them.
#include "net/bridge/connection_parts.hpp"
#include "net/bridge/counters.hpp"
#include "net/bridge/gateway.hpp"
#include "net/engineio/payload.hpp"

#include <utility>

namespace fleetwire::bridge {

using contract::close_reason;
using engineio::packet_type;

namespace {

http::response bad_request(http::response prototype) {
  prototype.status = 400;
  prototype.set("Content-Type", "text/plain; charset=UTF-8");
  prototype.body.clear();
  return prototype;
}

} // namespace

void connection::on_poll(transport::exchange poll, http::response prototype) {
  if (polling_->poll) {
    // Two polls at once: nobody knows which one the client listens to.
    poll.respond(bad_request(std::move(prototype)));
    return close(close_reason::transport_error);
  }
  poll.on_abort(home_.index(), [this, keep = caf::strong_actor_ptr{ctrl()}] { poll_gone(); });
  polling_->poll = std::move(poll);
  polling_->poll_prototype = std::move(prototype);
  if (beat_ == beat::lingering && outbox_.empty())
    return end(reason_);
  if (!outbox_.empty())
    mark_dirty();
  else if (upgrade_ && upgrade_->probed)
    release_poll("6");
}

void connection::poll_gone() {
  if (!polling_ || state_ != state::open)
    return;
  polling_->poll = {};
  close(close_reason::transport_error);
}

void connection::answer_poll() {
  if (!polling_->poll || outbox_.empty())
    return;
  auto answer = std::move(polling_->poll_prototype);
  while (auto packet = outbox_.pop())
    for (const auto& part : packet->parts) {
      if (part.is_binary)
        engineio::append_binary(answer.body, packet->message(part));
      else
        engineio::append_text(answer.body, packet->message(part));
    }
  connection_counters::add(counters().bytes_out, answer.body.size());
  traffic_.bytes_out += answer.body.size();
  std::exchange(polling_->poll, {}).respond(std::move(answer));
}

void connection::release_poll(std::string_view packet) {
  if (!polling_ || !polling_->poll)
    return;
  auto answer = std::move(polling_->poll_prototype);
  answer.body = packet;
  std::exchange(polling_->poll, {}).respond(std::move(answer));
}

bool connection::read_payload(std::string_view body) {
  engineio::payload_limits limits;
  limits.max_packet = config().max_payload;
  engineio::payload_reader reader{body, limits};
  std::size_t messages = 0;
  while (auto packet = reader.next()) {
    ++messages;
    on_packet(packet->type, packet->data, packet->binary);
    if (state_ != state::open)
      return reason_ != close_reason::parse_error;
  }
  charge(messages, body.size());
  return reader.error() == engineio::payload_error::none;
}

void connection::on_post(std::string_view body, bool is_binary, transport::exchange post,
                         http::response prototype) {
  if (polling_->post || polling_->awaited > 0 || is_binary) {
    post.respond(bad_request(std::move(prototype)));
    return close(close_reason::transport_error);
  }
  if (!read_payload(body)) {
    post.respond(bad_request(std::move(prototype)));
    return close(close_reason::parse_error);
  }
  polling_->post = std::move(post);
  polling_->post_prototype = std::move(prototype);
  if (!paused_)
    settle_post();
}

void connection::on_post_awaited() {
  if (++polling_->awaited > 1 || polling_->post)
    close(close_reason::transport_error);
}

void connection::on_post_arrived() {
  --polling_->awaited;
}

void connection::on_post_gone() {
  close(close_reason::transport_error);
}

void connection::settle_post() {
  if (!polling_ || !polling_->post)
    return;
  auto answer = std::move(polling_->post_prototype);
  answer.set("Content-Type", "text/html");
  answer.body = "ok";
  std::exchange(polling_->post, {}).respond(std::move(answer));
}

void connection::end_polling(close_reason) {
  // One more answer for what is queued, then the goodbye: a client that closed gets a noop.
  static const auto goodbye = control_packet("1");
  static const auto noop = control_packet("6");
  outbox_.push(by_client_ ? noop : goodbye, {}, false, {SIZE_MAX});
  answer_poll();
  settle_post();
  polling_ = nullptr;
}

} // namespace fleetwire::bridge
