#pragma once

#include "net/transport/api.hpp"
#include "net/websocket/decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fleetwire::bridge {

class websocket_carrier;

/// Hears what arrives on a websocket; the connection.
class carrier_owner {
public:
  virtual void on_carrier_message(websocket_carrier& from, std::string_view message,
                                  bool is_binary) = 0;
  /// A websocket ping; the answer goes through the owner's queue, between packets.
  virtual void on_carrier_ping(websocket_carrier& from, std::string_view payload) = 0;
  virtual void on_carrier_writable(websocket_carrier& from) = 0;
  /// All bytes that had arrived are handled.
  virtual void on_carrier_idle(websocket_carrier& from, std::size_t messages,
                               std::size_t bytes) = 0;
  /// No packet has been sent by halves.
  virtual bool between_packets() const noexcept = 0;
  /// Last call. `clean`: the peer said goodbye; else an error.
  virtual void on_carrier_end(websocket_carrier& from, bool clean) = 0;

protected:
  ~carrier_owner() = default;
};

/// A byte stream that speaks websocket. Owned by the connection (or by its probe during an upgrade);
/// keeps itself alive while it handles bytes, so the owner may let go of it at any time.
class websocket_carrier final : public transport::stream_events,
                                public std::enable_shared_from_this<websocket_carrier> {
public:
  websocket_carrier(carrier_owner& owner, std::unique_ptr<transport::stream> stream,
                    std::size_t max_message);
  ~websocket_carrier() override;

  void start();
  /// As transport::stream::write().
  std::size_t write(std::string_view bytes);
  /// Stops handling messages; what has arrived waits.
  void pause();
  void resume();
  /// Says goodbye with `code` if `bytes_may_follow` (no packet is cut in two), and ends.
  void close(websocket::close_code code, bool bytes_may_follow);

  // -- transport::stream_events ---------------------------------------------------------------------
  void on_bytes(std::span<char> bytes) override;
  void on_writable() override;
  void on_end(transport::end_reason reason) override;

private:
  void handle(std::span<char> bytes);
  void handle_event(const websocket::event& what);
  /// Answers a goodbye or a protocol error with `code` and ends.
  void part(websocket::close_code code, bool clean);
  void end(bool clean);

  carrier_owner* owner_; ///< null once ended
  std::unique_ptr<transport::stream> stream_;
  websocket::decoder decoder_;
  std::unique_ptr<std::string> held_; ///< bytes that wait for resume()
  bool paused_ = false;
};

} // namespace fleetwire::bridge
