#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/systems/rides/routes/environment.hpp"
#include "actors/systems/rides/store/trips.hpp"

namespace fleetwire::systems::rides::routes::testing {

/// Trips and drivers by the rules, at once.
class rules_only {
public:
  rules_only(storage::store& store, std::function<rules::instant()> now)
    : store_(store), now_(std::move(now)) {}

  live_calls calls() {
    return {
      [this](live::ask_for_trip what) { request(std::move(what)); },
      [this](const std::string& id, rules::command what, live::trip_answer reply) {
        tell(id, what, reply);
      },
      [this](const std::string& id, rules::command what, live::trip_answer reply) {
        for (const auto& [trip, t] : trips)
          if (rules::find_assignment(t, id))
            return tell(trip, what, reply);
        reply(rules::coded(404, "ASSIGNMENT_NOT_FOUND"));
      },
      [this](const std::string& id, live::trip_answer reply) { look(id, reply); },
      [this](const std::string& id, live::driver_command what, live::driver_answer reply) {
        drive(id, what, reply);
      },
      [this](live::count_nearby what) { what.reply(near); },
    };
  }

  std::map<std::string, rules::trip> trips;
  std::map<std::string, rules::availability> drivers;
  std::vector<std::string> near;
  std::optional<std::string> last_key;

private:
  static live::trip_ptr shared(const rules::trip& t) {
    return std::make_shared<const rules::trip>(t);
  }

  void request(live::ask_for_trip what) {
    last_key = what.key;
    auto result = rules::request(what.wanted, now_());
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return what.reply(*no);
    const auto& made = std::get<rules::change>(result);
    trips[made.state.id] = made.state;
    store_.write(storage::file::promises, [made](storage::session& db) { store::insert(db, made); },
                 {});
    what.reply(shared(made.state));
  }

  void tell(const std::string& id, const rules::command& what, const live::trip_answer& reply) {
    const auto found = trips.find(id);
    if (found == trips.end())
      return reply(rules::not_found("Trip not found"));
    auto result = rules::apply(found->second, what, now_());
    if (const auto* no = std::get_if<rules::refusal>(&result))
      return reply(*no);
    const auto before = found->second;
    const auto& done = std::get<rules::change>(result);
    found->second = done.state;
    store_.write(storage::file::promises,
                 [before, done](storage::session& db) { store::update(db, before, done); }, {});
    reply(shared(done.state));
  }

  void look(const std::string& id, const live::trip_answer& reply) {
    const auto found = trips.find(id);
    found == trips.end() ? reply(rules::not_found("Trip not found")) : reply(shared(found->second));
  }

  void drive(const std::string& id, const live::driver_command& what,
             const live::driver_answer& reply) {
    if (std::holds_alternative<live::make_record>(what) && !drivers.contains(id)) {
      drivers[id].id = "row of " + id;
      drivers[id].driver_id = id;
    }
    const auto found = drivers.find(id);
    if (found == drivers.end())
      return reply(rules::not_found("DriverAvailability for " + id + " not found"));
    auto& a = found->second;
    rules::eligibility facts;
    facts.vehicle_id = "car";
    rules::availability_outcome out = rules::availability_change{a, {}};
    if (const auto* status = std::get_if<live::set_status>(&what))
      out = rules::write_status(a, status->wanted, facts, now_());
    if (const auto* sign = std::get_if<live::take_ping>(&what))
      out = rules::take_ping(a, sign->received, now_());
    if (std::holds_alternative<live::log_out>(what))
      out = rules::log_out(a, now_());
    if (const auto* own = std::get_if<live::set_trip>(&what))
      out = own->trip_id ? rules::set_trip(a, *own->trip_id, now_())
                         : rules::availability_outcome{rules::clear_trip(a, facts, now_())};
    if (const auto* no = std::get_if<rules::refusal>(&out))
      return reply(*no);
    a = std::get<rules::availability_change>(out).state;
    reply(a);
  }

  storage::store& store_;
  std::function<rules::instant()> now_;
};

} // namespace fleetwire::systems::rides::routes::testing
