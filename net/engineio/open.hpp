#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fleetwire::engineio {

struct open_values {
  std::string_view sid;         // base64url, so nothing in it needs escaping
  bool offer_websocket = false; // on polling, where upgrades are allowed
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::uint64_t max_payload = 1'000'000;
};

/// The first packet of a session in text form, type included.
std::string open_packet(const open_values& values);

} // namespace fleetwire::engineio
