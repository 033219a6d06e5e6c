#pragma once

#include "net/bridge/config.hpp"
#include "net/bridge/sink.hpp"
#include "net/socketio/assembler.hpp"
#include "net/socketio/packet.hpp"

#include <memory>
#include <vector>

namespace fleetwire::bridge {

/// Engine.IO messages to Socket.IO packets. A malformed packet ends the connection: the reference
/// does the same, and nobody knows what the sender meant.
class packet_reader final : public message_sink {
public:
  packet_reader(contract::link& connection, std::shared_ptr<contract::link_owner> owner,
                const connection_config& config)
    : link_(connection), owner_(std::move(owner)), config_(config) {}
  void on_text(std::string_view message) override;
  void on_binary(std::string_view message) override;
  void on_close(contract::close_reason reason) override;
  bool in_use() const noexcept override { return owner_->in_use(); }

private:
  void on_msgpack(std::string_view message);
  void deliver(const socketio::packet_view& what, const std::vector<socketio::span>& elements,
               std::span<const attachment> attachments);
  void fail(socketio::decode_error why);
  socketio::limits bounds() const noexcept;

  contract::link& link_;
  std::shared_ptr<contract::link_owner> owner_;
  const connection_config& config_; ///< of the worker
  socketio::assembler assembler_;
};

} // namespace fleetwire::bridge
