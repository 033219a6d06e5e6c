#include "net/bridge/connection.hpp"

#include "net/bridge/connection_parts.hpp"
#include "net/bridge/counters.hpp"
#include "net/bridge/gateway.hpp"
#include "net/engineio/open.hpp"
#include "net/websocket/frame.hpp"

#include <algorithm>
#include <utility>

#include "caf/send.hpp"

namespace fleetwire::bridge {

using contract::close_reason;
using engineio::packet_type;

namespace {

/// How much is gathered for one write; a little over what sockets take at once.
constexpr std::size_t write_chunk = 64u << 10;
/// How long a closing connection waits for a slow reader to take what is queued.
constexpr std::chrono::milliseconds linger_time{2'000};
/// A poll that comes so shortly before a missing pong is due counts as late: clients' clocks are not
/// finer, and a session whose time is over must be gone.
constexpr std::chrono::milliseconds pong_margin{2};
/// Pings may be late by this part of their interval, so that idle connections wake a worker together.
constexpr int ping_slack = 256;

websocket::close_code code_of(close_reason reason) noexcept {
  switch (reason) {
    case close_reason::server_shutdown:
      return websocket::close_code::going_away;
    case close_reason::slow_reader:
    case close_reason::rate_limit:
    case close_reason::no_namespace:
      return websocket::close_code::policy_violation;
    default:
      return websocket::close_code::no_status;
  }
}

} // namespace

connection::connection(caf::actor_config& config, gateway& owner, contract::worker& home,
                       contract::random_id sid, std::shared_ptr<const handshake> hello)
  : contract::pinned_actor(config, &owner.connection_kind()),
    gateway_(owner),
    home_(home),
    sid_(sid),
    hello_(std::move(hello)),
    events_(owner.config(home.index()).connection.event_burst),
    bytes_(owner.config(home.index()).connection.byte_burst) {}

connection::~connection() = default;

caf::behavior connection::make_behavior() {
  return {
    // Others end a session by message; everything else comes over its link.
    [this](close_reason reason) { close(reason); },
  };
}

const connection_config& connection::config() const noexcept {
  return gateway_.config(home_.index()).connection;
}

connection_counters& connection::counters() noexcept {
  return gateway_.counters(home_.index());
}

// -- beginnings -----------------------------------------------------------------------------------------

void connection::open() {
  connection_counters::add(counters().opened);
  upper_ = gateway_.open_sink(*this, home_.index());
  arm_heartbeat(config().ping_interval, beat::ping_due);
  if (config().connect_timeout.count() > 0 && !upper_->in_use()) {
    connect_deadline_ = std::make_unique<later>([this] {
      if (!upper_->in_use())
        close(close_reason::no_namespace);
    });
    home_.timers().arm(*connect_deadline_, home_.clock().now() + config().connect_timeout);
  }
}

void connection::start_polling(transport::exchange first, http::response prototype) {
  polling_ = std::make_unique<polling>();
  connection_counters::add(counters().polling);
  open();
  const auto& options = gateway_.config(home_.index());
  prototype.body =
    engineio::open_packet({sid_.text(), options.allow_upgrades && options.websocket,
                           config().ping_interval, config().ping_timeout, config().max_payload});
  first.respond(std::move(prototype));
}

void connection::start_websocket(std::unique_ptr<transport::stream> stream) {
  carrier_ = std::make_shared<websocket_carrier>(*this, std::move(stream), config().max_payload);
  connection_counters::add(counters().websocket);
  open();
  push(control_packet(engineio::open_packet({sid_.text(), false, config().ping_interval,
                                             config().ping_timeout, config().max_payload})),
       {});
  carrier_->start();
}

// -- outwards -------------------------------------------------------------------------------------------

void connection::mark_dirty() {
  if (!std::exchange(dirty_, true))
    home_.at_end_of_turn(*this);
}

void connection::hold() noexcept {
  caf::intrusive_ptr_add_ref(ctrl());
}

void connection::release() noexcept {
  caf::intrusive_ptr_release(ctrl());
}

void connection::send(const contract::encoded_ptr& what, contract::send_mode mode) {
  if (state_ == state::open)
    push(what, mode);
}

void connection::push(const contract::encoded_ptr& what, contract::send_mode mode) {
  auto& count = counters();
  auto verdict = outbox_.push(what, mode, blocked_, {config().max_queue_bytes});
  if (verdict == outbox::verdict::full && carrier_ && !blocked_) {
    // A turn that brings more than the queue holds does not make the reader slow.
    bool was_dirty = dirty_;
    flush();
    dirty_ = was_dirty;
    verdict = outbox_.push(what, mode, blocked_, {config().max_queue_bytes});
  }
  switch (verdict) {
    case outbox::verdict::dropped:
      connection_counters::add(count.dropped_volatile);
      return;
    case outbox::verdict::full:
      // The queue goes with the session: what it knows of a packet begun is needed for the goodbye.
      return close(close_reason::slow_reader);
    case outbox::verdict::replaced:
      connection_counters::add(count.replaced_keyed);
      break;
    case outbox::verdict::queued:
      break;
  }
  if (auto evicted = outbox_.take_evicted(); evicted > 0)
    connection_counters::add(count.dropped_volatile, evicted);
  connection_counters::add(count.packets_out);
  ++traffic_.packets_out;
  mark_dirty();
}

void connection::flush() {
  dirty_ = false;
  if (polling_)
    return answer_poll();
  thread_local std::string scratch;
  while (carrier_ && !blocked_ && !outbox_.empty()) {
    auto chunk = outbox_.single();
    if (chunk.empty()) {
      scratch.clear();
      outbox_.peek(scratch, write_chunk);
      chunk = scratch;
    }
    auto size = chunk.size();
    auto taken = carrier_->write(chunk);
    outbox_.consume(taken);
    connection_counters::add(counters().bytes_out, taken);
    traffic_.bytes_out += taken;
    blocked_ = taken < size;
  }
  if (state_ == state::closing && outbox_.empty())
    end(reason_);
}

void connection::on_carrier_writable(websocket_carrier& from) {
  if (&from != carrier_.get())
    return;
  blocked_ = false;
  flush();
}

bool connection::between_packets() const noexcept {
  return outbox_.between_packets();
}

// -- inwards ----------------------------------------------------------------------------------------------

void connection::on_carrier_message(websocket_carrier& from, std::string_view message,
                                    bool is_binary) {
  if (upgrade_ && &from == upgrade_->candidate.get())
    return on_probe_message(message, is_binary);
  if (is_binary)
    return on_packet(packet_type::message, message, true);
  auto type = message.empty() ? std::nullopt : engineio::to_packet_type(message[0]);
  if (!type)
    return close(close_reason::parse_error);
  on_packet(*type, message.substr(1), false);
}

void connection::on_packet(packet_type type, std::string_view data, bool is_binary) {
  if (state_ == state::closing && type == packet_type::close && polling_)
    home_.submit([this, keep = caf::strong_actor_ptr{ctrl()}] { end(reason_); });
  if (state_ != state::open)
    return;
  switch (type) {
    case packet_type::message:
      return deliver(data, is_binary);
    case packet_type::pong:
      return on_pong();
    case packet_type::close:
      by_client_ = true;
      return close(close_reason::transport_close);
    case packet_type::ping:
      return close(close_reason::transport_error); // the server's part
    default:
      return;
  }
}

void connection::deliver(std::string_view message, bool is_binary) {
  connection_counters::add(counters().messages_in);
  ++traffic_.messages_in;
  kind_->direct.fetch_add(1, std::memory_order_relaxed);
  auto begin = kind_->sample() ? contract::monotonic_nanoseconds() : 0;
  if (is_binary)
    upper_->on_binary(message);
  else
    upper_->on_text(message);
  if (begin != 0)
    kind_->handler_time.add(contract::monotonic_nanoseconds() - begin);
  if (connect_deadline_ && upper_->in_use())
    connect_deadline_ = nullptr;
}

void connection::on_carrier_ping(websocket_carrier& from, std::string_view payload) {
  if (&from != carrier_.get() || state_ != state::open)
    return;
  auto pong = std::make_shared<contract::encoded>();
  websocket::append_frame(pong->frames, websocket::opcode::pong, payload);
  push(pong, {});
}

void connection::on_carrier_idle(websocket_carrier& from, std::size_t messages, std::size_t bytes) {
  if (&from == carrier_.get())
    charge(messages, bytes);
}

void connection::charge(std::size_t messages, std::size_t bytes) {
  connection_counters::add(counters().bytes_in, bytes);
  traffic_.bytes_in += bytes;
  const auto& limits = config();
  auto now = home_.clock().now();
  events_.spend(static_cast<double>(messages), limits.events_per_second, limits.event_burst, now);
  bytes_.spend(static_cast<double>(bytes), limits.bytes_per_second, limits.byte_burst, now);
  auto debt =
    std::max(events_.debt(limits.events_per_second), bytes_.debt(limits.bytes_per_second));
  if (debt.count() == 0 || state_ != state::open)
    return;
  connection_counters::add(counters().throttled);
  // Reading rests until the debt is paid; one that takes longer than a heartbeat is hopeless.
  if (debt > limits.ping_timeout)
    return close(close_reason::rate_limit);
  throttle_ = std::make_unique<later>([this] {
    throttle_ = nullptr;
    update_pause();
  });
  home_.timers().arm(*throttle_, now + debt);
  update_pause();
}

void connection::event_pending() noexcept {
  if (++unanswered_ == config().max_unanswered) {
    connection_counters::add(counters().paused);
    update_pause();
  }
}

void connection::event_settled() noexcept {
  if (unanswered_-- == config().max_unanswered)
    update_pause();
}

void connection::update_pause() {
  bool pause = throttle_ || unanswered_ >= config().max_unanswered;
  if (pause == paused_ || state_ != state::open)
    return;
  paused_ = pause;
  if (carrier_ && pause)
    return carrier_->pause();
  // Resuming handles what has waited: never from inside a handler that answers.
  if (!pause)
    home_.submit([this, keep = caf::strong_actor_ptr{ctrl()}] {
      if (paused_ || state_ != state::open)
        return;
      settle_post();
      if (auto carrier = carrier_)
        carrier->resume();
    });
}

// -- heartbeat --------------------------------------------------------------------------------------------

void connection::arm_heartbeat(std::chrono::milliseconds delay, beat next) {
  beat_ = next;
  home_.timers().arm(*this, home_.clock().now() + delay);
}

void connection::on_timer() {
  switch (beat_) {
    case beat::ping_due: {
      bool unused = !upper_->in_use();
      if (config().connect_timeout.count() > 0 && unused && unused_ && !connect_deadline_)
        return close(close_reason::no_namespace);
      unused_ = unused;
      static const auto ping = control_packet("2");
      push(ping, {});
      beat_ = beat::pong_due;
      // From when the ping was due, not from when the timer came: lateness must not add up.
      return home_.timers().arm(*this, deadline() + config().ping_timeout);
    }
    case beat::pong_due:
      return close(close_reason::ping_timeout);
    case beat::lingering:
      return end(reason_);
  }
}

bool connection::lapse() {
  if (state_ != state::open || beat_ != beat::pong_due
      || home_.clock().now() < deadline() - pong_margin)
    return false;
  close(close_reason::ping_timeout);
  return true;
}

void connection::on_pong() {
  if (beat_ != beat::pong_due)
    return;
  auto interval = config().ping_interval;
  auto due = home_.clock().now() + interval;
  auto slack = interval / ping_slack;
  if (slack.count() > 1) {
    auto since = std::chrono::duration_cast<std::chrono::milliseconds>(due.time_since_epoch());
    due += slack - since % slack;
  }
  beat_ = beat::ping_due;
  home_.timers().arm(*this, due);
}

// -- endings ------------------------------------------------------------------------------------------------

bool connection::graceful() const noexcept {
  return reason_ != close_reason::slow_reader && reason_ != close_reason::ping_timeout
         && reason_ != close_reason::transport_error && !by_client_;
}

void connection::close(close_reason reason) {
  if (state_ != state::open)
    return;
  state_ = state::closing;
  reason_ = reason;
  home_.submit([this, keep = caf::strong_actor_ptr{ctrl()}] { finish_close(); });
}

void connection::finish_close() {
  if (state_ != state::closing)
    return;
  // What is queued goes with one poll and the goodbye with the next, since clients act on a goodbye
  // before they act on what stands before it. There may be none to wait for once it has upgraded.
  bool another_poll =
    polling_ && reason_ == close_reason::forced_close && (!outbox_.empty() || !polling_->poll);
  if (!graceful() || (polling_ && !another_poll))
    return end(reason_);
  // What is queued goes out first; a reader that does not take it is not waited for.
  arm_heartbeat(linger_time, beat::lingering);
  flush();
}

void connection::on_carrier_end(websocket_carrier& from, bool clean) {
  if (upgrade_ && &from == upgrade_->candidate.get())
    return cancel_upgrade();
  if (&from != carrier_.get())
    return;
  carrier_ = nullptr;
  bool had_reason = state_ == state::closing;
  end(had_reason ? reason_
                 : (clean ? close_reason::transport_close : close_reason::transport_error));
}

void connection::end(close_reason reason) {
  if (std::exchange(state_, state::closed) == state::closed)
    return;
  auto keep = caf::strong_actor_ptr{ctrl()};
  home_.timers().disarm(*this);
  connect_deadline_ = nullptr;
  throttle_ = nullptr;
  cancel_upgrade();
  auto& count = counters();
  connection_counters::sub(polling_ ? count.polling : count.websocket);
  connection_counters::add(count.closed[static_cast<std::size_t>(reason)]);
  if (polling_)
    end_polling(reason);
  if (auto carrier = std::exchange(carrier_, nullptr))
    carrier->close(code_of(reason), outbox_.between_packets());
  outbox_.clear();
  gateway_.log_close(*this, reason);
  gateway_.forget(home_.index(), sid_);
  auto upper = std::move(upper_);
  upper->on_close(reason);
  caf::anon_send_exit(this, caf::exit_reason::normal);
}

} // namespace fleetwire::bridge
