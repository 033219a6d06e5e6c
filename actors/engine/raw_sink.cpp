#include "actors/engine/raw_sink.hpp"

#include "config/log.hpp"
#include "net/bridge/wire_form.hpp"

namespace fleetwire {

void raw_sink::deliver(std::string_view data, bool is_binary) {
  if (!handler_)
    return;
  try {
    handler_(*this, data, is_binary);
  } catch (const std::exception& failure) {
    log::error("engineio", "handler_failed", {{"sid", link_.id()}, {"what", failure.what()}});
  }
}

void raw_sink::on_text(std::string_view message) {
  deliver(message, false);
}

void raw_sink::on_binary(std::string_view message) {
  deliver(message, true);
}

void raw_sink::send_text(std::string_view text) {
  link_.send(bridge::control_packet('4' + std::string{text}), {});
}

void raw_sink::send_binary(std::string_view bytes) {
  auto packet = std::make_shared<contract::encoded>();
  bridge::append_message(*packet, bytes, true);
  link_.send(packet, {});
}

void raw_sink::close() {
  link_.close(contract::close_reason::forced_close);
}

} // namespace fleetwire
