// A chat in about sixty lines: names, rooms, messages, and who is typing.
//   fleetwire-example-chat [PORT]
#include <fleetwire/engine.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace fleetwire;

namespace {

std::string name_of(const socket& who) {
  return value{who.data().text}["name"].as_string().value_or("somebody");
}

void write_rules(nsp chat) {
  // Nobody comes in without a name: io("/chat", { auth: { name: "Ada" } }).
  chat.use([](socket& who, next go) {
    auto name = value{who.auth().text}["name"].as_string();
    if (!name || name->empty())
      return go({"name, please", {}});
    who.set_data(object{}.add("name", *name).build());
    go();
  });
  chat.on("join", [](socket& who, const args& xs, ack reply) {
    auto room = xs[0].as_string().value_or("lobby");
    who.join(room);
    who.to(room).emit("joined", room, name_of(who));
    reply(true);
  });
  chat.on("leave", [](socket& who, const args& xs, ack) {
    auto room = xs[0].as_string().value_or("lobby");
    who.leave(room);
    who.to(room).emit("left", room, name_of(who));
  });
  chat.on("message", [chat](socket& who, const args& xs, ack reply) {
    auto room = xs[0].as_string().value_or("lobby");
    chat.to(room).emit("message", room, name_of(who), xs[1]);
    reply(true);
  });
  // May be lost on the way to a slow reader: the next one says the same.
  chat.on("typing", [](socket& who, const args& xs, ack) {
    auto room = xs[0].as_string().value_or("lobby");
    who.to(room).volatile_().emit("typing", room, object{}.add("name", name_of(who)));
  });
  chat.on_disconnect(
    [](socket& who, std::string_view reason) { who.others().emit("gone", name_of(who), reason); });
}

} // namespace

int main(int argc, char** argv) {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr); // before there are threads

  settings options;
  options.server.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000);
  options.telemetry.port = 0;
  engine server{options};
  write_rules(server.of("/chat"));
  server.start();
  std::printf("chat: http://127.0.0.1:%u/chat\n", server.port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stops, &signal);
  server.stop();
}
