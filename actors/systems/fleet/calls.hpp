#pragma once

#include "actors/systems/fleet/connections/connections.hpp"
#include "actors/systems/fleet/notifications/desk.hpp"

#include <fleetwire/fleet.hpp>

namespace fleetwire::systems::fleet {

/// The system as the program around the engine sees it.
class calls : public fleetwire::fleet {
public:
  calls(const connections::watch& who, notifications::desk& notes) : who_(who), notes_(notes) {}

  void send_notification_to_user(std::string_view user_id, const json& message,
                                 fleet_done done) override;
  void send_bulk_notifications(const std::vector<std::string>& user_ids, const json& message,
                               fleet_done done) override;
  void broadcast_notification(const json& message, fleet_done done) override;
  std::size_t get_connections_count() const override;
  void active_connections(
    std::function<void(const std::vector<fleet_connection>&)> done) const override;
  void disconnect_all() const override;

private:
  const connections::watch& who_;
  notifications::desk& notes_;
};

} // namespace fleetwire::systems::fleet
