#pragma once

#include "net/bridge/config.hpp"
#include "net/bridge/counters.hpp"
#include "net/transport/exchange_target.hpp"
#include "net/transport/memory_stream.hpp"
#include "net/websocket/decoder.hpp"
#include "tests/harness/stage.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Sessions without sockets and without threads: a gateway on a stage's workers, memory streams for
/// its websockets, requests as values. Time moves by the stage's clock.
namespace fleetwire::bridge {
class gateway;
} // namespace fleetwire::bridge

namespace fleetwire::harness {

/// What stands on top of a connection here: notes what comes, and hands its link to the test.
class upper_layer final : public contract::link_owner {
public:
  explicit upper_layer(contract::link& connection) : link(&connection) {}
  void on_packet(const contract::packet& what) override;
  void on_close(contract::close_reason reason) override;
  bool in_use() const noexcept override { return joined; }
  /// One packet of `size` bytes on a websocket, all of it `fill` but the type.
  void send(char fill, std::size_t size, contract::send_mode mode = {});
  void send(const contract::encoded_ptr& what, contract::send_mode mode = {});

  contract::link* link; ///< null once ended
  std::vector<std::string> packets; ///< data, and `+` for each attachment
  std::optional<contract::close_reason> ended;
  bool joined = false;
  bool defers = false; ///< events stay unanswered until the test settles them
};

/// One HTTP request on its way through the gateway.
class exchange_log final : public transport::exchange_target {
public:
  void respond(http::response response) override { answer = std::move(response); }
  void take_stream(std::string head, unsigned home,
                   std::function<void(std::unique_ptr<transport::stream>)> then) override;
  void on_abort(unsigned, std::function<void()> fun) override { gone = std::move(fun); }
  void abandon() override { abandoned = true; }
  /// 0 while unanswered.
  unsigned status() const noexcept { return answer ? answer->status : 0; }
  std::string body() const { return answer ? answer->body : std::string{}; }

  transport::worker_host* host = nullptr;
  std::optional<http::response> answer;
  std::function<void()> gone;
  std::shared_ptr<transport::memory_peer> peer; ///< of a websocket
  bool abandoned = false;
};

class wire {
public:
  explicit wire(const bridge::gateway_config& config);
  ~wire();
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;

  /// Runs `fun` as one job of the worker, and everything that follows from it.
  void run(std::function<void()> fun);
  void settle() { stage_.settle(); }
  void advance(std::chrono::milliseconds by) { stage_.advance(by); }
  /// A request to the Engine.IO path; the answer may be still to come.
  std::shared_ptr<exchange_log> request(std::string method, std::string_view query,
                                        std::string body = {}, bool upgrade = false);
  /// Of the session opened last.
  std::shared_ptr<upper_layer> newest() const { return uppers_.back(); }
  bridge::connection_counters& counters() noexcept;
  std::uint64_t closed(contract::close_reason why) noexcept;

private:
  class host;
  stage stage_;
  std::unique_ptr<host> host_;
  std::vector<std::shared_ptr<upper_layer>> uppers_;
  std::unique_ptr<bridge::gateway> gateway_;
};

/// A client on a websocket of a session of its own.
class web_client {
public:
  explicit web_client(wire& where);
  /// An Engine.IO packet; several before the next job arrive together.
  void send(std::string_view packet, bool is_binary = false);
  /// All that came since the last call, binary as `<bytes>`, after everything has run.
  std::vector<std::string> take();
  /// What the server said goodbye with, as far as it was taken.
  std::optional<websocket::close_code> goodbye() const noexcept { return goodbye_; }
  transport::memory_peer& peer() noexcept { return *peer_; }
  upper_layer& upper() noexcept { return *upper_; }
  bool is_open() const noexcept { return !upper_->ended; }
  /// The open packet.
  const std::string& greeting() const noexcept { return greeting_; }

private:
  wire& wire_;
  std::shared_ptr<upper_layer> upper_;
  std::shared_ptr<transport::memory_peer> peer_;
  websocket::decoder decoder_;
  std::optional<websocket::close_code> goodbye_;
  std::string greeting_;
};

/// A client on polling.
class poll_client {
public:
  explicit poll_client(wire& where);
  std::shared_ptr<exchange_log> poll();
  std::shared_ptr<exchange_log> post(std::string body);
  /// Moves the session to a websocket; this client keeps its far end.
  transport::memory_peer& upgrade();
  upper_layer& upper() noexcept { return *upper_; }
  bool is_open() const noexcept { return !upper_->ended; }

private:
  std::string query(std::string_view transport = "polling") const {
    return "EIO=4&transport=" + std::string{transport} + "&sid=" + sid_;
  }

  wire& wire_;
  std::shared_ptr<upper_layer> upper_;
  std::shared_ptr<transport::memory_peer> peer_; ///< once upgraded
  std::string sid_;
};

} // namespace fleetwire::harness
