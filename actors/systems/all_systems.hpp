#pragma once

#include "actors/contract/system.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace fleetwire::systems {

/// A description of a system's interface for programs and people, such as openapi.yaml.
struct document {
  std::string_view file;
  std::string_view text;
};

/// Those of the system `name`, which the build took into the program.
std::span<const document> documents_of(std::string_view name);

/// Every system this program was built with.
std::vector<contract::system_descriptor> all_systems();

/// Gives `s` the settings of every system, with their defaults, where it has none.
void add_sections(settings& s);

} // namespace fleetwire::systems
