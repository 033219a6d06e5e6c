#include "actors/contract/system.hpp"
#include "actors/systems/fleet/calls.hpp"
#include "actors/systems/fleet/door/door.hpp"
#include "actors/systems/fleet/notifications/surface.hpp"
#include "actors/systems/fleet/notifications/table.hpp"
#include "actors/systems/fleet/settings.hpp"
#include "actors/systems/fleet/store/schema.hpp"
#include "actors/systems/fleet/yard.hpp"

#include <array>
#include <memory>

namespace fleetwire::systems::fleet {

namespace {

/// Keeps the parts together. The door is the first to see a socket.
class fleet_system final : public contract::running_system, public calls {
public:
  explicit fleet_system(contract::system_host& host)
    : calls(connections_, notifications_, yard_),
      options_(host.settings<fleet_settings>(section_name)),
      where_(opened(host)),
      connections_(host, where_),
      notifications_(host, options_, where_),
      yard_(host, options_, where_) {
    connections::add_routes(host, connections_);
    notifications::open(where_, notifications_);
    notifications::add_routes(host, notifications_);
  }

  void start() override {
    notifications_.open();
    yard_.start();
  }
  void stop() override { yard_.stop(); }
  void release() override { yard_.release(); }

private:
  static nsp opened(contract::system_host& host) {
    auto where = host.of("/");
    door::open(where, host.auth());
    return where;
  }

  const fleet_settings options_;
  nsp where_;
  connections::watch connections_;
  notifications::desk notifications_;
  yard yard_;
};

} // namespace

contract::system_descriptor descriptor() {
  static const std::array schemas{notifications::table_schema, store::promises_schema,
                                  store::history_schema};
  return {
    .name = "fleet",
    .about = "vehicles, trips, alerts and notifications of a fleet",
    .needs = {"identity"},
    .section = make_section(),
    .schemas = schemas,
    .install = [](contract::system_host& host) { return std::make_unique<fleet_system>(host); }};
}

} // namespace fleetwire::systems::fleet
