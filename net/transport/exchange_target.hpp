#pragma once

#include "net/transport/api.hpp"

namespace fleetwire::transport {

/// What an exchange acts on: one request of a connection, or a test's recorder. Any worker may
/// call it; an exchange calls one of the two ends at most once.
class exchange_target {
public:
  virtual ~exchange_target() = default;
  virtual void respond(http::response response) = 0;
  virtual void take_stream(std::string head, unsigned home,
                           std::function<void(std::unique_ptr<stream>)> then) = 0;
  virtual void on_abort(unsigned home, std::function<void()> gone) = 0;
  /// The exchange died without an answer.
  virtual void abandon() = 0;
};

} // namespace fleetwire::transport
