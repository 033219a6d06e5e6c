#pragma once

#include "actors/systems/rides/geo/point.hpp"

#include <chrono>
#include <optional>
#include <string>

/// The table service of OSRM (http://project-osrm.org), version 1: what is asked and answered.
namespace fleetwire::systems::rides::eta {

/// The path of the question how long one drive takes.
std::string table_path(geo::point from, geo::point to);

struct table_answer {
  bool is_understood = false; ///< it is OSRM that answers, whatever it says
  std::optional<std::chrono::milliseconds> duration; ///< none: it knows no way
};
table_answer read_table(std::string body);

} // namespace fleetwire::systems::rides::eta
