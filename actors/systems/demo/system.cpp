#include "actors/contract/system.hpp"
#include "actors/systems/demo/town.hpp"

namespace fleetwire::systems::demo {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_text = 500;

/// Sends every van's position, once a second for as long as the engine runs.
void drive(contract::system_host& host, const nsp& where, std::size_t step) {
  for (std::size_t van = 0; van < van_count; ++van) {
    auto at = position(van, step);
    auto id = "van-" + std::to_string(van + 1);
    where.all().keyed(id).emit("van", object{}
                                        .add("id", id)
                                        .add("lat", at.lat)
                                        .add("lng", at.lng)
                                        .add("heading", at.heading));
  }
  host.after(1s, [&host, where, step] { drive(host, where, step + 1); });
}

void say(socket& s, const args& xs, const ack& reply, const nsp& where) {
  auto text = xs[0].as_string();
  if (!text || text->empty() || text->size() > longest_text)
    return reply(object{}.add("ok", false).add("code", "BAD_TEXT"));
  where.emit("said", object{}.add("from", s.id()).add("text", *text));
  reply(object{}.add("ok", true));
}

void install(contract::system_host& host) {
  auto where = host.of("/demo");
  where.on("say", [where](socket& s, const args& xs, ack reply) { say(s, xs, reply, where); });
  host.after(1s, [&host, where] { drive(host, where, 0); });
}

} // namespace

contract::system_descriptor descriptor() {
  return {"demo", "three vans that drive around and a room to talk in", install};
}

} // namespace fleetwire::systems::demo
