#include "actors/systems/rides/eta/osrm.hpp"

#include "actors/systems/rides/eta/osrm_table.hpp"
#include "config/log.hpp"

#include <utility>
#include <variant>

namespace fleetwire::systems::rides::eta {

void osrm::ask(geo::point from, geo::point to, answer done) {
  using contract::outward_fault;
  server_->get(table_path(from, to), [this, done = std::move(done)](const auto& got) {
    if (const auto* what = std::get_if<contract::outward_answer>(&got))
      return done(read(*what));
    const auto why = std::get<outward_fault>(got);
    // Too many questions of ours say nothing about the other side.
    if (why != outward_fault::overloaded && why != outward_fault::closed)
      fails(to_string(why));
    done(std::nullopt);
  });
}

std::optional<std::chrono::milliseconds> osrm::read(const contract::outward_answer& what) {
  const auto table = read_table(what.body);
  if (table.is_understood)
    works();
  else
    fails("no table in status " + std::to_string(what.status));
  return table.duration;
}

void osrm::fails(std::string_view why) {
  if (!is_out_.exchange(true))
    log::warn("rides", "roads_unknown", {{"provider", "osrm"}, {"why", why}});
}

void osrm::works() {
  if (is_out_.exchange(false))
    log::info("rides", "roads_known", {{"provider", "osrm"}});
}

} // namespace fleetwire::systems::rides::eta
