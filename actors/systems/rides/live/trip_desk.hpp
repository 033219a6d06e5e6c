#pragma once

#include "actors/contract/roster.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/record_actor.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace fleetwire::systems::rides::live {

/// Finds the actor of a trip, or makes it; sees to it that a request with a key is done once.
class trip_desk final : public record_actor {
public:
  trip_desk(caf::actor_config& config, surroundings& around, contract::actor_kind& kind);

protected:
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  template <class Message>
  void forward(const std::string& trip_id, Message what, bool is_new = false);
  void on_assignment(tell_assignment what);
  void on_request(ask_for_trip what);
  void decide(ask_for_trip what, const std::optional<rules::idempotency_record>& known);
  void create(ask_for_trip what, std::optional<rules::idempotency_record> record);

  contract::actor_kind& trip_kind_;
  contract::roster trips_;
  std::map<rules::idempotency_key, rules::idempotency_record> at_work_;
  std::unordered_map<std::string, std::string> offers_; ///< live ones, and the trip of each
};

} // namespace fleetwire::systems::rides::live
