#pragma once

#include "actors/systems/rides/live/road_times.hpp"
#include "actors/systems/rides/live/service.hpp"
#include "tests/sim/place.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A town in which rides happen on the real actors.
namespace fleetwire::sim {

namespace rides = systems::rides;
namespace rules = systems::rides::rules;
namespace live = systems::rides::live;
using geo_point = systems::rides::geo::point;

/// Drivers with a car each, all of one kind; passengers are whoever asks.
class registry final : public live::fleet_register {
public:
  void add_driver(const std::string& id);
  /// His profile is not approved any more.
  void suspend(const std::string& id);
  /// He is a passenger from now on.
  void dismiss(const std::string& id);
  void rename(const std::string& id, const std::string& name);
  rules::eligibility driver(std::string_view driver_id,
                            const std::optional<std::string>& vehicle_id) const override;
  std::shared_ptr<const live::vehicle_facts> vehicle(std::string_view vehicle_id) const override;
  std::optional<contract::person> person(std::string_view id) const;

private:
  std::map<std::string, bool, std::less<>> drivers_; ///< approved
  std::map<std::string, std::string, std::less<>> names_; ///< where it is not the usual one
};

/// Knows the roads of the town, and says so when it is told to.
class roads final : public live::road_times {
public:
  using duration = std::chrono::milliseconds;
  void ask(geo_point from, geo_point to, answer done) override;
  std::size_t waiting() const noexcept { return questions_.size(); }
  /// To the oldest question, or to the one at `which`.
  void say(std::optional<duration> takes, std::size_t which = 0);

private:
  std::deque<answer> questions_;
};

/// How a request ended; empty until then.
template <class T>
using result = std::shared_ptr<std::optional<std::variant<rules::refusal, T>>>;

class town final : public place {
public:
  town(const setup& how, disk_ptr disk, clock_ptr clock);
  ~town() override;

  live::service& rides() noexcept { return *service_; }
  registry& people() noexcept { return registry_; }
  sim::roads& roads() noexcept { return roads_; }
  /// All that was announced, in order.
  const std::vector<rules::announcement>& told() const noexcept { return told_; }
  std::vector<std::string> told_of(std::string_view trip_id) const;
  /// Who took part in the trip that was told of last.
  const live::cast& last_cast() const noexcept { return *last_cast_; }

  /// Called with each announcement, where it is heard.
  void on_news(std::function<void(const rules::announcement&)> heard) {
    on_news_ = std::move(heard);
  }

  /// A request for a ride of a few kilometres.
  static live::ask_for_trip wish(const std::string& trip_id, const std::string& passenger_id,
                                 geo_point where, std::optional<std::string> key);
  // What clients do.
  result<rules::trip> ask(const std::string& trip_id, const std::string& passenger_id,
                          geo_point where = {}, std::optional<std::string> key = std::nullopt);
  result<rules::trip> tell(const std::string& trip_id, rules::command what);
  result<rules::trip> answer(const std::string& assignment_id, rules::command what);
  result<rules::trip> look(const std::string& trip_id);
  result<rules::availability> driver(const std::string& driver_id, live::driver_command what);
  /// Logs him in and puts him there.
  void begin_shift(const std::string& driver_id, geo_point where);

  /// What the disk holds.
  std::optional<rules::trip> stored(const std::string& trip_id);

private:
  class listener;
  void hear(const live::trip_news& news);

  registry registry_;
  sim::roads roads_;
  live::surroundings around_;
  std::unique_ptr<live::service> service_;
  std::vector<rules::announcement> told_;
  std::shared_ptr<const live::cast> last_cast_;
  std::function<void(const rules::announcement&)> on_news_;
  caf::actor ear_;
};

} // namespace fleetwire::sim
