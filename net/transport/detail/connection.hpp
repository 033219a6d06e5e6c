#pragma once

#include "net/http/request_parser.hpp"
#include "net/transport/api.hpp"
#include "net/transport/counters.hpp"
#include "net/transport/detail/carrier.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <string>

namespace fleetwire::transport {

class exchange_slot;
struct peer_address;
struct worker_state;

/// HTTP/1.1 on one stream: reads a request, hands it out as an exchange, writes the answer, and so
/// on until one side has enough or the stream is taken. One request at a time; bytes that come
/// meanwhile wait, bounded. Lives in the list of its worker and leaves it by itself.
class connection final : public stream_events {
public:
  connection(worker_state& worker, std::unique_ptr<carrier> stream, const peer_address& address,
             std::uint16_t port);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() override;

  /// `self` is its place in the worker's list.
  void start(std::list<connection>::iterator self);
  /// The server stops: ends at once when idle, otherwise after the answer.
  void drain();
  /// Ends at once and in silence; it may only be destroyed afterwards.
  void shut();

  void on_bytes(std::span<char> bytes) override;
  void on_writable() override;
  void on_end(end_reason reason) override;

  // From the exchange under way, on the worker.
  void answer(http::response response);
  void take_stream(std::string head, unsigned home,
                   std::function<void(std::unique_ptr<stream>)> then);

private:
  enum class state : std::uint8_t { reading, pending, writing, done };

  void consume(std::string_view bytes);
  void advance();
  void deliver();
  void send_continue();
  void refuse(http::violation fault);
  void hold(std::string_view bytes);
  void send(http::response response);
  void flush();
  void sent();
  void end_gracefully();
  void finish();
  void settle();
  void arm(deadline_kind kind);
  void disarm();
  void on_deadline(deadline_kind kind);

  worker_state& worker_;
  std::unique_ptr<carrier> stream_;
  std::list<connection>::iterator self_;
  http::request_parser parser_;
  std::shared_ptr<exchange_slot> slot_;
  std::unique_ptr<body_ticket> ticket_; // while a body is awaited
  std::string address_;
  std::string waiting_; // bytes behind the request under way
  std::string out_;     // the answer, from out_sent_ on
  std::size_t out_sent_ = 0;
  std::uint64_t timer_ = 0;
  deadline_kind deadline_ = deadline_kind::head;
  state state_ = state::reading;
  std::uint16_t port_;
  std::uint8_t version_ = 11;
  bool head_request_ = false;
  bool keep_alive_ = false;
  bool peer_done_ = false; // FIN came; what it asked before is still answered
  bool paused_ = false;
};

} // namespace fleetwire::transport
