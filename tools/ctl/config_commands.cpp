#include "tools/ctl/config_commands.hpp"

#include "actors/systems/all_systems.hpp"
#include "config/loader.hpp"

namespace fleetwire::ctl {

answer check_config(const request& asked) {
  settings s;
  systems::add_sections(s);
  config::sources from;
  from.file = asked.arguments.front();
  const auto loaded = config::load(s, from);
  answer out;
  for (const auto& f : loaded.faults)
    out.error.append(out.error.empty() ? "" : "\n").append(f.to_string());
  if (loaded.ok())
    out.out = from.file + " is valid\n";
  else
    out.code = failed;
  return out;
}

} // namespace fleetwire::ctl
