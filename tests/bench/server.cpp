// Fleetwire in the benchmark: the same events as the Node peer, on the public API. Prints
// "ready PORT PID" once it listens; ends on SIGTERM.
// Usage: fleetwire-bench-server [--port N] [--workers N] [--telemetry 0|1]
#include <fleetwire/engine.hpp>

#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

namespace {

using namespace fleetwire;

settings bench_settings(int argc, char** argv) {
  settings s;
  s.server.port = 0;
  s.server.workers = 1;
  s.telemetry.port = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view flag = argv[i];
    auto number = std::strtoul(argv[i + 1], nullptr, 10);
    if (flag == "--port")
      s.server.port = static_cast<std::uint16_t>(number);
    else if (flag == "--workers")
      s.server.workers = static_cast<unsigned>(number);
    else if (flag == "--telemetry")
      s.telemetry.enabled = number != 0;
  }
  // All load comes from a few addresses, as fast as it can: the guards that stop that are lifted.
  s.guard.max_connections = 19'900;
  s.guard.max_connections_per_address = 0;
  s.guard.handshakes_per_second = 0;
  s.guard.events_per_second = 0;
  s.guard.bytes_per_second = 0;
  // The peer does not log either.
  s.log.level = "warn";
  s.server.drain_wave = milliseconds{0};
  s.server.drain_timeout = milliseconds{1'000};
  return s;
}

bool is_position(const args& xs) {
  auto lat = xs[0]["lat"].as_double();
  auto lng = xs[0]["lng"].as_double();
  return lat && lng && std::isfinite(*lat) && std::isfinite(*lng) && std::abs(*lat) <= 90
         && std::abs(*lng) <= 180;
}

void register_events(nsp root) {
  root.on("join", [](socket& s, const args& xs, ack done) {
    s.join(xs[0].as_string().value_or(""));
    done();
  });
  root.on("echo", [](socket&, const args& xs, ack done) { done(xs[0]); });
  root.on("fan", [root](socket&, const args& xs, ack) {
    root.to(xs[0].as_string().value_or("")).emit("fan", xs[1]);
  });
  root.on("ping_loc", [root](socket&, const args& xs, ack done) {
    if (!is_position(xs)) {
      done(object{}.add("ok", false).add("error", "bad position"));
      return;
    }
    root.to("fleet").volatile_().emit("loc", xs[0]);
    done(object{}.add("ok", true));
  });
}

} // namespace

int main(int argc, char** argv) {
  // Every thread inherits the mask; the signal is fetched below.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  try {
    engine server{bench_settings(argc, argv)};
    register_events(server.of("/"));
    server.start();
    std::printf("ready %u %d\n", static_cast<unsigned>(server.port()), getpid());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&stop_signals, &signal);
    server.stop();
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "fleetwire-bench-server: %s\n", fault.what());
    return 1;
  }
}
