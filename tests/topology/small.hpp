#pragma once

#include "tests/harness/socket_client.hpp"

#include <fleetwire/engine.hpp>

#include <memory>
#include <stdexcept>

/// What the suites of this folder begin with.
namespace fleetwire::topology {

/// Two workers on free ports, gone at once when asked.
inline settings quiet() {
  settings options;
  options.server.host = "127.0.0.1";
  options.server.port = 0;
  options.server.workers = 2;
  options.server.drain_wave = std::chrono::milliseconds{0};
  options.telemetry.port = 0;
  return options;
}

/// A client of "/".
inline std::unique_ptr<harness::socket_client> enter(std::uint16_t port) {
  auto client = std::make_unique<harness::socket_client>(port);
  client->send("40");
  if (!client->receive_until("40").starts_with("40{\"sid\":\""))
    throw std::runtime_error("no answer to CONNECT");
  return client;
}

} // namespace fleetwire::topology
