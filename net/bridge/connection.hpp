#pragma once

#include "actors/contract/loop.hpp"
#include "actors/contract/pinned_actor.hpp"
#include "actors/contract/random_id.hpp"
#include "actors/contract/wire.hpp"
#include "actors/contract/worker.hpp"
#include "net/bridge/config.hpp"
#include "net/bridge/description.hpp"
#include "net/bridge/outbox.hpp"
#include "net/bridge/sink.hpp"
#include "net/bridge/token_bucket.hpp"
#include "net/bridge/websocket_carrier.hpp"
#include "net/engineio/packet.hpp"
#include "net/http/message.hpp"
#include "net/transport/api.hpp"

#include <memory>
#include <string_view>

namespace fleetwire::bridge {

class gateway;
struct connection_counters;

/// One Engine.IO session: an actor on one worker for life, whatever TCP connections carry it. What
/// arrives on its sockets is handled at once, without a message; others reach it by messages or by
/// its link. Starts on polling or on a websocket and may move from the first to the second.
class connection final : public contract::pinned_actor,
                         public contract::link,
                         public contract::flushable,
                         public contract::timer,
                         public carrier_owner {
public:
  connection(caf::actor_config& config, gateway& owner, contract::worker& home,
             contract::random_id sid, std::shared_ptr<const handshake> hello);
  ~connection() override;

  // -- beginnings -------------------------------------------------------------------------------------
  void start_polling(transport::exchange first, http::response prototype);
  void start_websocket(std::unique_ptr<transport::stream> stream);

  // -- requests for the session, from the gateway -------------------------------------------------------
  void on_poll(transport::exchange poll, http::response prototype);
  void on_post(std::string_view body, bool is_binary, transport::exchange post,
               http::response prototype);
  void on_upgrade(std::unique_ptr<transport::stream> stream);
  /// Data for the session are on their way; then they came whole, or were given up.
  void on_post_awaited();
  void on_post_arrived();
  void on_post_gone();
  /// On polling and not over yet: while it closes, the next poll takes along what is queued.
  bool is_polling() const noexcept { return polling_ != nullptr && state_ != state::closed; }
  bool may_upgrade() const noexcept;
  /// Closes the session if its pong is overdue, in case a request came in before the timer; true
  /// when it did.
  bool lapse();

  // -- for telemetry ------------------------------------------------------------------------------------
  connection_description describe() const;
  double rank(connection_order by) const noexcept;

  // -- contract::link -----------------------------------------------------------------------------------
  void send(const contract::encoded_ptr& what, contract::send_mode mode) override;
  void close(contract::close_reason reason) override;
  std::string_view id() const noexcept override { return sid_.text(); }
  std::string_view transport() const noexcept override {
    return polling_ ? "polling" : "websocket";
  }
  const std::shared_ptr<const handshake>& hello() const noexcept override { return hello_; }
  void event_pending() noexcept override;
  void event_settled() noexcept override;

  // -- contract::flushable, contract::timer ---------------------------------------------------------
  void flush() override;
  void hold() noexcept override;
  void release() noexcept override;
  void on_timer() override;

  // -- carrier_owner ------------------------------------------------------------------------------------
  void on_carrier_message(websocket_carrier& from, std::string_view message,
                          bool is_binary) override;
  void on_carrier_ping(websocket_carrier& from, std::string_view payload) override;
  void on_carrier_writable(websocket_carrier& from) override;
  void on_carrier_idle(websocket_carrier& from, std::size_t messages, std::size_t bytes) override;
  bool between_packets() const noexcept override;
  void on_carrier_end(websocket_carrier& from, bool clean) override;

protected:
  caf::behavior make_behavior() override;

private:
  struct polling;
  struct upgrade;
  class later;
  enum class state : std::uint8_t { open, closing, closed };
  enum class beat : std::uint8_t { ping_due, pong_due, lingering };

  void open();
  void on_packet(engineio::packet_type type, std::string_view data, bool is_binary);
  void deliver(std::string_view message, bool is_binary);
  void on_pong();
  void charge(std::size_t messages, std::size_t bytes);
  void update_pause();
  void mark_dirty();
  void push(const contract::encoded_ptr& what, contract::send_mode mode);

  // Polling, in connection_polling.cpp.
  void answer_poll();
  void release_poll(std::string_view packet);
  void settle_post();
  void end_polling(contract::close_reason reason);
  void poll_gone();
  bool read_payload(std::string_view body);

  // The upgrade, in connection_upgrade.cpp.
  void on_probe_message(std::string_view message, bool is_binary);
  void finish_upgrade();
  void cancel_upgrade();

  // Endings.
  void finish_close();
  void end(contract::close_reason reason);
  bool graceful() const noexcept;
  connection_counters& counters() noexcept;
  const connection_config& config() const noexcept;
  void arm_heartbeat(std::chrono::milliseconds delay, beat next);

  gateway& gateway_;
  contract::worker& home_;
  const contract::random_id sid_;
  std::shared_ptr<const handshake> hello_;
  std::unique_ptr<message_sink> upper_;
  std::shared_ptr<websocket_carrier> carrier_; ///< null while on polling
  std::unique_ptr<polling> polling_; ///< null while on a websocket
  std::unique_ptr<upgrade> upgrade_; ///< while a websocket is being probed
  outbox outbox_;
  std::unique_ptr<later> connect_deadline_;
  std::unique_ptr<later> throttle_; ///< armed while the client is over its rate
  token_bucket events_;
  token_bucket bytes_;
  /// Of this connection alone, for telemetry.
  struct traffic {
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint32_t messages_in = 0;
    std::uint32_t packets_out = 0;
  };
  traffic traffic_;
  std::uint32_t unanswered_ = 0;
  state state_ = state::open;
  beat beat_ = beat::ping_due;
  contract::close_reason reason_ = contract::close_reason::transport_close;
  bool dirty_ = false;
  bool blocked_ = false; ///< the socket takes no more until on_carrier_writable()
  bool paused_ = false;
  bool unused_ = false; ///< was in no namespace at the last heartbeat
  bool by_client_ = false; ///< the client's close packet ends it
};

} // namespace fleetwire::bridge
