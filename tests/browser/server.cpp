// What the pages of the browser suite talk to, on the public API. Ends on SIGTERM.
// Usage: fleetwire-browser-server PORT DATA_FOLDER ORIGIN CLIENT_FOLDER
#include <fleetwire/engine.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace {

using namespace fleetwire;

settings options_from(char** argv) {
  settings s;
  s.server.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  s.server.workers = 2;
  s.server.drain_wave = milliseconds{100};
  s.storage.data = argv[2];
  s.cors.origins = {argv[3]};
  s.guard.allowed_origins = {argv[3]};
  s.socketio.serve_client = argv[4];
  s.recovery.enabled = true;
  s.telemetry.enabled = false;
  s.log.level = "warn";
  return s;
}

void register_events(nsp root) {
  root.on("echo", [](socket& s, const args& xs, ack reply) {
    if (reply)
      reply(xs);
    else
      s.emit("echo", xs);
  });
  root.on("join", [](socket& s, const args& xs, ack reply) {
    s.join(xs[0].as_string().value_or(""));
    reply();
  });
  root.on("leave", [](socket& s, const args& xs, ack reply) {
    s.leave(xs[0].as_string().value_or(""));
    reply();
  });
  root.on("say", [root](socket&, const args& xs, ack reply) {
    root.to(xs[0].as_string().value_or("")).emit("said", xs[1]);
    reply();
  });
  root.on("unanswered", [](socket&, const args&, ack) {});
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: fleetwire-browser-server PORT DATA_FOLDER ORIGIN CLIENT_FOLDER\n", stderr);
    return 2;
  }
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr); // before there are threads
  try {
    engine server{options_from(argv)};
    register_events(server.of("/"));
    server.start();
    std::printf("listening on http://127.0.0.1:%u\n", static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    int signal = 0;
    sigwait(&stops, &signal);
    server.stop();
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "fleetwire-browser-server: %s\n", fault.what());
    return 1;
  }
}
