#include "tests/sim/phone.hpp"

#include <charconv>
#include <utility>

namespace fleetwire::sim {

phone::phone(std::string_view name_of_namespace)
  : prefix_(name_of_namespace == "/" ? "" : std::string{name_of_namespace} + ",") {}

void phone::connect(std::unique_ptr<harness::fake_client> line) {
  drop();
  line_ = std::move(line);
}

void phone::drop() {
  line_ = nullptr;
  is_in_ = false;
  open_.clear();
}

void phone::emit(std::string_view event, const json& what, answer then) {
  std::string packet = "2" + prefix_;
  if (then) {
    packet += std::to_string(++asked_);
    open_[asked_] = std::move(then);
  }
  packet += "[";
  append_json_string(packet, event);
  if (!what.text.empty())
    packet += "," + what.text;
  line_->send(packet + "]");
}

void phone::listen(const ears& heard) {
  if (!line_ || line_->received().empty())
    return;
  for (const auto& each : line_->take())
    if (line_) // what was heard before may have made it go
      take(each, heard);
}

void phone::take(std::string_view packet, const ears& heard) {
  const char type = packet.front();
  packet.remove_prefix(1);
  if (packet.starts_with(prefix_))
    packet.remove_prefix(prefix_.size());
  std::uint64_t number = 0;
  const auto end = std::from_chars(packet.data(), packet.data() + packet.size(), number).ptr;
  packet.remove_prefix(static_cast<std::size_t>(end - packet.data()));
  const value said{packet};
  if (type == '0') {
    is_in_ = true;
    return heard("connect", said);
  }
  if (type == '2')
    return heard(said[0].as_string().value_or(""), said[1]);
  if (type == '3') {
    const auto then = open_.extract(number);
    return then ? then.mapped()(said[0]) : heard("answered again", said);
  }
  heard(type == '4' ? "connect_error" : "disconnect", said);
}

} // namespace fleetwire::sim
