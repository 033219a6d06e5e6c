#include "actors/contract/system.hpp"
#include "actors/systems/demo/page.hpp"
#include "actors/systems/demo/town.hpp"

#include <atomic>
#include <memory>

namespace fleetwire::systems::demo {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_text = 500;

object town() {
  return object{}
    .add("south", south)
    .add("west", west)
    .add("block", block)
    .add("columns", static_cast<int>(columns))
    .add("rows", static_cast<int>(rows));
}

/// How many clients are in /demo; their workers count together.
using crowd = std::shared_ptr<std::atomic<int>>;

/// Sends every van's position and the crowd's size, once a second for as long as the engine runs.
void drive(contract::system_host& host, const nsp& where, const crowd& watching, std::size_t step) {
  for (std::size_t van = 0; van < van_count; ++van) {
    auto at = position(van, step);
    auto id = "van-" + std::to_string(van + 1);
    where.all().keyed(id).emit(
      "van",
      object{}.add("id", id).add("lat", at.lat).add("lng", at.lng).add("heading", at.heading));
  }
  // Not when somebody comes or goes: a thousand who come at once would hear a thousand times.
  where.all().keyed("watching").emit("watching", object{}.add("count", watching->load()));
  host.after(1s, [&host, where, watching, step] { drive(host, where, watching, step + 1); });
}

void say(socket& s, const args& xs, const ack& reply, const nsp& where) {
  auto text = xs[0].as_string();
  if (!text || text->empty() || text->size() > longest_text)
    return reply(object{}.add("ok", false).add("code", "BAD_TEXT"));
  where.emit("said", object{}.add("from", s.id()).add("text", *text));
  reply(object{}.add("ok", true));
}

void serve_page(contract::system_host& host) {
  host.serve("/", {"text/html; charset=utf-8", std::string{index_html}});
  host.serve("/demo/style.css", {"text/css; charset=utf-8", std::string{style_css}});
  host.serve("/demo/map.js", {"text/javascript; charset=utf-8", std::string{map_js}});
}

std::unique_ptr<contract::running_system> install(contract::system_host& host) {
  serve_page(host);
  auto where = host.of("/demo");
  auto watching = std::make_shared<std::atomic<int>>(0);
  where.on_connect([watching](socket& s) {
    ++*watching;
    s.emit("town", town());
  });
  where.on_disconnect([watching](socket&, std::string_view) { --*watching; });
  where.on("say", [where](socket& s, const args& xs, ack reply) { say(s, xs, reply, where); });
  where.on("ping", [](socket&, const args&, ack reply) { reply(); });
  host.after(1s, [&host, where, watching] { drive(host, where, watching, 0); });
  return nullptr;
}

} // namespace

contract::system_descriptor descriptor() {
  return {.name = "demo",
          .about = "a town with vans to look at and a room to talk in",
          .install = install};
}

} // namespace fleetwire::systems::demo
