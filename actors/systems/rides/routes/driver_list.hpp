#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "actors/systems/rides/catalog/view.hpp"
#include "actors/systems/rides/routes/support.hpp"

/// The list of GET /api/driver-availability.
namespace fleetwire::systems::rides::routes {

/// What must hold of a driver, of the catalogue and now.
struct driver_question {
  const rules::availability& who;
  const catalog::catalog_view* known; ///< null: nothing
  rules::instant now;
};
using driver_filter = std::function<bool(const driver_question&)>;

/// All that the query asks for; read once, asked for each driver.
driver_filter read_driver_filter(input& query);

/// Everybody's record with his newest sign of life, the latest first; then `go_on`.
void with_all_drivers(environment& in, const web_reply& reply,
                      std::function<void(std::vector<rules::availability>)> go_on);

} // namespace fleetwire::systems::rides::routes
