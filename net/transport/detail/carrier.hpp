#pragma once

#include "net/transport/api.hpp"

namespace fleetwire::transport {

/// A stream that can change its worker: what an HTTP connection runs on.
///
/// After on_end(peer_closed) a carrier still writes, since a client may say all it has to say before
/// it listens.
class carrier : public stream {
public:
  /// Gives the stream to worker `home`: sends `head` before anything else, runs `then` there, lets
  /// attach() deliver `rest` first. The carrier is empty afterwards; destroy it. `then` never runs if
  /// the connection is broken.
  virtual void move_to(unsigned home, std::string head, std::string rest,
                       std::function<void(std::unique_ptr<stream>)> then) = 0;
};

} // namespace fleetwire::transport
