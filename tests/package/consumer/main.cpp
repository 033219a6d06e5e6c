#include <fleetwire/engine.hpp>

#include <cstdio>

// Starts a server on a free port and stops it: every library the package names was linked.
int main() {
  fleetwire::settings options;
  options.server.port = 0;
  options.server.workers = 1;
  fleetwire::engine engine{options};
  engine.of("/").on_connect([](fleetwire::socket) {});
  engine.start();
  const auto port = engine.port();
  engine.stop();
  std::printf("listened on port %u\n", static_cast<unsigned>(port));
  return port == 0 ? 1 : 0;
}
