#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/systems/fleet/rules/alert.hpp"
#include "actors/systems/fleet/store/columns.hpp"

namespace fleetwire::systems::fleet::store {

void insert(storage::session& db, const rules::alert& a);
/// False when there is none of that id that is open.
bool acknowledge(storage::session& db, std::string_view id, std::string_view by, instant at);

std::optional<rules::alert> load_alert(storage::session& db, std::string_view id);
/// Oldest first.
std::vector<rules::alert> load_open(storage::session& db);

struct alert_filter {
  std::optional<bool> is_open;
  std::optional<std::string> vehicle_id;
  std::size_t offset = 0;
  std::size_t limit = 50;
};
/// Newest first.
page<rules::alert> list_alerts(storage::session& db, const alert_filter& which);

} // namespace fleetwire::systems::fleet::store
