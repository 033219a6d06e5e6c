#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.hpp"

/// The three sources, each turned into the same list of given values. Private to config/.
namespace fleetwire::config {

/// A value that some source gives to some name.
struct given {
  std::string name;  ///< as the source spells it
  std::string where; ///< "fleetwire.toml:12", "environment", "flag"
  value content;
};

/// Finds options by any of their spellings.
class name_index {
public:
  explicit name_index(std::span<const option> table);

  /// Spellings differ in '.', '-', '_' and camelCase only. Null when there is no such option.
  const option* find(std::string_view name) const;

  /// Whether some option's path begins with the section that `name` begins with.
  bool knows_section_of(std::string_view name) const;

  /// "; did you mean server.port?" or nothing.
  std::string suggestion(std::string_view name) const;

private:
  std::span<const option> table_;
};

/// "server.pingInterval", "SERVER_PING_INTERVAL", "server-ping-interval" -> "server_ping_interval".
std::string folded(std::string_view name);

/// Reads a TOML file; what cannot be read becomes a fault.
std::vector<given> read_file(const std::string& path, std::vector<fault>& faults);
std::vector<given> read_toml(std::string_view text, const std::string& name,
                             std::vector<fault>& faults);

/// The flags that are settings; the others go to `out`. `config` is the file asked for, if any.
std::vector<given> read_arguments(const std::vector<std::string>& arguments,
                                  const name_index& index, load_result& out,
                                  std::optional<std::string>& config);

} // namespace fleetwire::config
