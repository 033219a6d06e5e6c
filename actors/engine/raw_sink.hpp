#pragma once

#include "net/bridge/sink.hpp"

#include <fleetwire/engine.hpp>

namespace fleetwire {

/// Engine.IO without Socket.IO: messages go straight to the application.
class raw_sink final : public bridge::message_sink, public raw_connection {
public:
  raw_sink(contract::link& link, const raw_handler& handler) : link_(link), handler_(handler) {}
  void on_text(std::string_view message) override;
  void on_binary(std::string_view message) override;
  void on_close(contract::close_reason) override {}
  bool in_use() const noexcept override { return true; }
  std::string_view id() const noexcept override { return link_.id(); }
  void send_text(std::string_view text) override;
  void send_binary(std::string_view bytes) override;
  void close() override;

private:
  void deliver(std::string_view data, bool is_binary);
  contract::link& link_;
  const raw_handler& handler_;
};

} // namespace fleetwire
