#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/schema.hpp"

/// Reads options from a TOML file, the environment and flags; the later of these wins.
///
///   file         [server] port = 4000        (also camelCase: pingInterval = "25s")
///   environment  FLEETWIRE_SERVER_PORT=4000  (lists with commas)
///   flags        --server.port=4000, --server.port 4000, --server-port 4000;
///                --port --host --data --config --check-config --version --help
///
/// All faults are found in one go; the settings are usable only if there is none.
namespace fleetwire::config {

struct sources {
  std::vector<std::string> arguments; ///< without the program's name
  std::vector<std::pair<std::string, std::string>> environment;
  std::string file; ///< read unless --config or FLEETWIRE_CONFIG names another; empty: none

  /// From main's arguments and the process environment.
  static sources of_process(int argc, char** argv);
};

struct load_result {
  bool help = false;
  bool version = false;
  bool check_config = false;
  std::string file; ///< the file that was read; empty: none
  std::vector<fault> faults;
  std::vector<fault> warnings;
  std::map<std::string, std::string> origins; ///< path of an option -> where its value is from

  bool ok() const { return faults.empty(); }
};

/// Fills what the table points at. For tables with the options of systems in them; what must hold
/// between several options is left to the caller.
load_result load(std::span<const option> table, const sources& from);

/// Fills `s` and validates it as a whole.
load_result load(settings& s, const sources& from);

/// The text of --help after the usage line: every option by section.
std::string help_text(std::span<const option> table);

/// The effective configuration as a TOML file, with the origin of each value; secrets as "***".
std::string effective(std::span<const option> table, const load_result& loaded);

} // namespace fleetwire::config
