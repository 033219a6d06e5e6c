#pragma once

#include "actors/contract/deadline.hpp"
#include "actors/systems/rides/live/messages.hpp"
#include "actors/systems/rides/live/pickup_eta.hpp"
#include "actors/systems/rides/live/record_actor.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace fleetwire::systems::rides::live {

/// One trip: applies the rules, commits, announces, answers; owns the deadline of its offer and of
/// its search. Does one command at a time.
class trip_actor final : public record_actor {
public:
  /// Loads its record first, if there is one.
  trip_actor(caf::actor_config& config, surroundings& around, contract::actor_kind& kind,
             std::string id, bool is_new);
  ~trip_actor() override;

protected:
  caf::behavior make_behavior() override;
  void on_idle() override;
  void on_exit() override;

private:
  void load();
  rules::refusal missing() const;
  void meet_passenger(step then);
  void settle_in();
  void meet_driver();

  void born(const be_requested& wanted);
  void execute(const rules::command& what, const trip_answer& reply);
  void accept(const rules::accept_offer& what, const trip_answer& reply);
  void accept_from(const rules::accept_offer& what, std::optional<geo::point> where, instant now,
                   const trip_answer& reply);
  void follow(rules::track_driver what, const trip_answer& reply);
  void ask_roads(const std::string& driver_id, std::optional<geo::point> from);
  void carry_out(rules::change change, const rules::command& what, const trip_answer& reply);
  void adopt(const std::shared_ptr<const rules::change>& change);
  void take_over(std::shared_ptr<const rules::trip> next);
  void after(const rules::command& what);
  void failed(const storage::status& why, const rules::command& what, const trip_answer& reply);
  void announce(const std::vector<rules::announcement>& what);
  void set_alarm();
  void on_alarm();

  void search(rules::round_cause cause);
  void give_up(std::string_view found);
  void ask_next();
  void on_candidates(candidates_found found);
  void on_reservation(reservation_answered answered);
  void not_offered(const std::string& driver_id, const rules::refusal& why);
  void let_go(const std::string& driver_id);

  const std::string id_;
  std::shared_ptr<const rules::trip> state_; ///< as committed; null while there is none
  std::shared_ptr<const cast> people_ = std::make_shared<cast>();
  std::optional<contract::deadline> alarm_;
  std::uint64_t heard_ = 0;
  bool is_read_; ///< what is stored could be read
  std::optional<instant> position_told_at_; ///< of the driver on his way; it may not be stored
  pickup_eta eta_;

  std::uint64_t round_ = 0; ///< answers to an earlier search are stale
  rules::round_cause cause_ = rules::round_cause::first; ///< of this round
  bool searching_ = false; ///< somebody is being looked for, or an offer is on its way
  bool is_backing_off_ = false; ///< the store failed; not at once again
  std::size_t asking_ = 0; ///< drivers who have not answered yet whether they can be reserved
  std::deque<std::string> candidates_;
  rules::matching_round plan_;
};

} // namespace fleetwire::systems::rides::live
