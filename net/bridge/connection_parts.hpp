#pragma once

#include "net/bridge/connection.hpp"

#include <functional>

/// The parts of a connection that it has only at times; for its own sources.
namespace fleetwire::bridge {

/// A polling session's requests that wait for their answers.
struct connection::polling {
  transport::exchange poll; ///< the GET that waits for packets
  http::response poll_prototype;
  transport::exchange post; ///< a POST whose "ok" waits because the client is over its rate
  http::response post_prototype;
  unsigned awaited = 0; ///< POSTs whose bodies are on their way
};

/// A websocket on its way to replace polling.
struct connection::upgrade {
  std::shared_ptr<websocket_carrier> candidate;
  std::unique_ptr<later> deadline;
  bool probed = false; ///< "3probe" was sent; the poll is released, "5" awaited
};

/// A cancellable call.
class connection::later final : public contract::timer {
public:
  explicit later(std::function<void()> what) : what_(std::move(what)) {}
  void on_timer() override {
    auto what = std::move(what_); // the call may end this very timer
    what();
  }

private:
  std::function<void()> what_;
};

} // namespace fleetwire::bridge
