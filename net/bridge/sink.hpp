#pragma once

#include "actors/contract/wire.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace fleetwire::bridge {

/// What stands on top of Engine.IO: the messages of a session, without their type character. Views
/// are valid during the call. On the connection's worker.
class message_sink {
public:
  virtual ~message_sink() = default;
  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(std::string_view message) = 0;
  /// Last call.
  virtual void on_close(contract::close_reason reason) = 0;
  virtual bool in_use() const noexcept = 0;
};

/// Opens the upper layer of a new connection.
using sink_factory =
  std::function<std::unique_ptr<message_sink>(contract::link& connection, unsigned worker)>;

} // namespace fleetwire::bridge
