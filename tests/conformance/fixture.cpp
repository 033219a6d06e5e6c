// The protocol fixture: a server that public protocol suites can be run against unchanged. Built on
// the embedding API alone; which kind has which options stands in the README beside this file.
#include "tests/conformance/fixture_kinds.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>

namespace {

constexpr std::string_view usage =
  "usage: fleetwire-fixture --kind engineio|socketio|recovery|client --port N [--host ADDRESS]\n"
  "                         [--workers N] [--data DIR]\n"
  "A small server for protocol suites; --port 0 takes any free port and prints it.\n";

int fail(std::string_view why) {
  std::cerr << "fleetwire-fixture: " << why << '\n' << usage;
  return 2;
}

/// Waits for SIGTERM or SIGINT on a thread of its own; the mask is inherited by all threads.
std::thread stop_on_signal(fleetwire::engine& server, const sigset_t& signals) {
  return std::thread{[&server, signals] {
    int which = 0;
    sigwait(&signals, &which);
    server.request_stop();
  }};
}

} // namespace

int main(int argc, char** argv) {
  std::string kind;
  auto options = fleetwire::fixture::base_settings();
  for (int i = 1; i < argc; ++i) {
    std::string_view name = argv[i];
    if (name == "--help")
      return std::cout << usage, 0;
    if (i + 1 == argc)
      return fail("an option without a value");
    std::string value = argv[++i];
    if (name == "--kind")
      kind = value;
    else if (name == "--port")
      options.server.port = static_cast<std::uint16_t>(std::atoi(value.c_str()));
    else if (name == "--host")
      options.server.host = value;
    else if (name == "--workers")
      options.server.workers = static_cast<unsigned>(std::atoi(value.c_str()));
    else if (name == "--data")
      options.storage.data = value;
    else
      return fail("no such option");
  }
  if (!fleetwire::fixture::adjust(kind, options))
    return fail("--kind must be engineio, socketio, recovery or client");
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  fleetwire::engine server{options};
  fleetwire::fixture::install(kind, server);
  try {
    server.start();
  } catch (const fleetwire::start_error& fault) {
    std::cerr << "fleetwire-fixture: " << fault.what() << '\n';
    return 1;
  }
  std::cout << "listening on http://" << options.server.host << ':' << server.port() << std::endl;
  auto waiter = stop_on_signal(server, signals);
  server.run();
  waiter.join();
}
