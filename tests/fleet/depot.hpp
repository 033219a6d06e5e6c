#pragma once

#include "actors/systems/fleet/live/service.hpp"
#include "actors/systems/fleet/live/surroundings.hpp"
#include "storage/stepped/stepped_store.hpp"
#include "tests/harness/stage.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A fleet on its real actors: virtual time, workers in step mode, a store that commits when it is told
/// to. What a seed shows once it shows always.
namespace fleetwire::depot {

namespace live = systems::fleet::live;
namespace rules = systems::fleet::rules;

/// What became of a request; empty until then.
template <class T>
using result = std::shared_ptr<std::optional<std::variant<rules::refusal, T>>>;

/// Writes down what is told, a line each: "online v1", "located v1 1 2".
class witness final : public live::audience {
public:
  void vehicle_changed(const live::vehicle_sight& v, rules::instant) override;
  void driver_left(const std::string& vehicle_id, const std::string& driver_id) override;
  void vehicle_located(const std::string& vehicle_id, const rules::report& seen) override;
  void presence_changed(const std::string& vehicle_id, bool is_online, rules::instant) override;
  void fuel_low(const std::string& vehicle_id, double level, rules::instant) override;
  void geofence_crossed(const std::string& vehicle_id, const rules::geofence& which, bool entered,
                        const rules::report&) override;
  void trip_changed(const live::trip_sight& t, rules::trip_step, rules::instant) override;
  void trip_driver_left(const std::string& trip_id, const std::string& driver_id) override;
  void trip_advanced(const live::trip_sight& t, rules::instant) override;
  void alert_raised(const rules::alert& a) override;
  void alert_acknowledged(const rules::alert& a) override;

  /// Forgets what came so far and returns it.
  std::vector<std::string> take();

private:
  std::vector<std::string> lines_;
};

/// What a list of reports came to.
struct heard final : live::report_listener {
  void taken(const live::verdict_counts& some) override {
    for (std::size_t i = 0; i < some.size(); ++i)
      counts[i] += some[i];
  }
  void refused(std::size_t index, const rules::refusal& why) override { codes[index] = why.code; }
  std::size_t of(rules::verdict what) const { return counts[static_cast<std::size_t>(what)]; }

  live::verdict_counts counts{};
  std::map<std::size_t, std::string> codes;
};

/// One life of the server: made anew after a crash, on the same disk and clock.
class yard {
public:
  explicit yard(
    std::uint64_t seed,
    std::shared_ptr<storage::stepped_disk> disk = std::make_shared<storage::stepped_disk>(),
    std::shared_ptr<contract::manual_clock> clock = nullptr, live::options how = {});
  ~yard();
  yard(const yard&) = delete;
  yard& operator=(const yard&) = delete;

  live::service& fleet() noexcept { return *service_; }
  storage::stepped_store& store() noexcept { return *store_; }
  const std::shared_ptr<contract::manual_clock>& clock() const noexcept { return stage_.clock(); }
  rules::instant now() const noexcept { return around_.now(); }
  std::vector<std::string> told() { return witness_.take(); }

  /// Until nothing moves but the clock.
  void settle();
  void advance(std::chrono::milliseconds by);
  /// The process dies: what was not committed is gone.
  void crash() { store_->crash(); }

  // What clients do, in the name of a keeper.
  result<live::vehicle_sight> vehicle(const std::string& id, live::vehicle_command what);
  result<live::vehicle_sight> make(const std::string& id);
  result<live::vehicle_sight> look(const std::string& id);
  result<rules::verdict> report(const std::string& id, rules::report what);
  result<live::trip_sight> trip(const std::string& id, live::trip_request what);
  /// Several at once: of each vehicle named one.
  std::shared_ptr<heard> reports(const std::vector<std::string>& ids, rules::report what);
  /// Reports in the journal of the history.
  std::uint64_t unsealed();
  /// Reports that vehicles took without a message.
  std::uint64_t direct() { return stage_.kinds().get("vehicle").direct.load(); }
  /// Positions of the vehicle that are on disk.
  std::size_t history_of(const std::string& id);

private:
  harness::stage stage_;
  witness witness_;
  std::unique_ptr<storage::stepped_store> store_;
  std::uint64_t ids_ = 0;
  live::surroundings around_;
  std::unique_ptr<live::service> service_;
};

rules::report at(double lat, double lng);
live::asker keeper();
/// The code of a refusal; "" when it is none, "?" while nothing is known.
template <class T>
std::string code(const result<T>& end) {
  if (!*end)
    return "?";
  const auto* no = std::get_if<rules::refusal>(&**end);
  return no ? no->code : "";
}

} // namespace fleetwire::depot
