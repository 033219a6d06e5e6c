#include "net/engineio/open.hpp"

#include "net/engineio/packet.hpp"

namespace fleetwire::engineio {

std::string open_packet(const open_values& values) {
  std::string out{static_cast<char>(packet_type::open)};
  out += R"({"sid":")";
  out += values.sid;
  out += values.offer_websocket ? R"(","upgrades":["websocket"],"pingInterval":)"
                                : R"(","upgrades":[],"pingInterval":)";
  out += std::to_string(values.ping_interval.count());
  out += R"(,"pingTimeout":)";
  out += std::to_string(values.ping_timeout.count());
  out += R"(,"maxPayload":)";
  out += std::to_string(values.max_payload);
  out += '}';
  return out;
}

} // namespace fleetwire::engineio
