#pragma once

#include "actors/contract/web.hpp"
#include "actors/contract/worker.hpp"
#include "net/transport/api.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fleetwire {

/// Sends a body part by part, no faster than its client reads; it holds one part at a time. Lives on
/// one worker, whose it is; `done` tells its owner to destroy it.
class body_stream final : public transport::stream_events,
                          public std::enable_shared_from_this<body_stream> {
public:
  struct manner {
    bool chunked = true; ///< HTTP/1.1; otherwise the body ends with the connection
    std::chrono::milliseconds patience{30'000}; ///< with a client that takes nothing
  };

  body_stream(contract::worker& home, contract::body_source source, manner how,
              std::function<void(body_stream&)> done);
  ~body_stream() override;

  void start(std::unique_ptr<transport::stream> out);

  // -- transport::stream_events ---------------------------------------------------------------------
  void on_bytes(std::span<char>) override {}
  void on_writable() override;
  void on_end(transport::end_reason) override;

private:
  class deadline;

  void ask();
  void take(contract::body_part part);
  void push();
  void finish();

  contract::worker& home_;
  contract::body_source source_;
  manner how_;
  std::function<void(body_stream&)> done_;
  std::unique_ptr<deadline> deadline_;
  std::unique_ptr<transport::stream> out_;
  std::string unsent_;
  std::size_t sent_ = 0; ///< of unsent_
  bool last_ = false;
};

} // namespace fleetwire
