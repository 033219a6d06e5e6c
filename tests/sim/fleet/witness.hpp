#pragma once

#include "tests/sim/fleet/yard.hpp"
#include "tests/sim/verdict.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fleetwire::sim {

/// A report as somebody sent it. No two of a world have the same latitude, and that is its name.
struct sent_report {
  std::string vehicle;
  std::int64_t lat = 0; ///< in millionths of a degree
  std::int64_t lng = 0;
  std::optional<fleet::rules::instant> at;
  std::optional<double> fuel;
};

/// Sees every commit, hears every announcement and what each phone hears, over all lives of a yard, and
/// knows by itself what must never be.
class fleet_witness final : public verdict, public fleet::live::audience {
public:
  using instant = fleet::rules::instant;
  using milliseconds = std::chrono::milliseconds;
  /// What a phone listens to: "vehicle:x", "trip:x" or "tracking".
  using seat_name = std::pair<std::size_t, std::string>;
  struct expectations {
    milliseconds offline_after{0};
    bool is_roomy = true; ///< the history takes all that comes
    bool keeps_notes = true; ///< none is crowded out or too old soon
  };

  void begin(yard& place, const expectations& what);
  void look_at_promises();

  // What is announced, in the order of the calls.
  void vehicle_changed(const fleet::live::vehicle_sight& v, instant at) override;
  void driver_left(const std::string& vehicle_id, const std::string& driver_id) override;
  void vehicle_located(const std::string& vehicle_id, const fleet::rules::report& seen) override;
  void presence_changed(const std::string& vehicle_id, bool is_online, instant at) override;
  void fuel_low(const std::string& vehicle_id, double level, instant at) override;
  void geofence_crossed(const std::string& vehicle_id, const fleet::rules::geofence& which,
                        bool entered, const fleet::rules::report& seen) override;
  void trip_changed(const fleet::live::trip_sight& t, fleet::rules::trip_step what,
                    instant at) override;
  void trip_driver_left(const std::string& trip_id, const std::string& driver_id) override;
  void trip_advanced(const fleet::live::trip_sight& t, instant at) override;
  void alert_raised(const fleet::rules::alert& a) override;
  void alert_acknowledged(const fleet::rules::alert& a) override;
  std::uint64_t told() const noexcept { return told_; }

  // Answers, when they are given, and what is asked.
  void was_sent(const sent_report& what);
  void was_taken(const sent_report& what, const std::string& verdict);
  bool was_impossible(const sent_report& what) const {
    return reports_.at(what.lat).verdict == "impossible";
  }
  void was_told(const fleet::live::vehicle_sight& v);
  void was_told(const fleet::live::trip_sight& t);
  void was_raised(const std::string& alert_id);
  void was_acknowledged(const std::string& alert_id);
  void was_noted(const std::string& note_id);
  void fence_is_asked_for(const std::string& id, bool is_first);
  void fence_has_changed(const std::string& id);

  // Phones: who they belong to, what they listen to.
  void came_in(std::size_t phone, const std::string& user, bool is_staff);
  void hung_up(std::size_t phone);
  /// Which visit it is is for whoever calls; answers to an earlier one count no more.
  void comes(const seat_name& who, std::uint64_t visit);
  void leaves(const seat_name& who) { seats_.erase(who); }
  void was_welcomed(const seat_name& who, std::uint64_t visit);
  void got_position(const seat_name& who, const std::string& vehicle, instant at);
  void got_driver(const seat_name& who, const std::string& driver);
  void got_state(const seat_name& who, const std::string& state);
  void got_note(std::size_t phone, const std::string& id);
  void got_count(std::size_t phone, std::int64_t count);
  void got_alert(std::size_t phone, const std::string& id);

  /// Nothing moves. `has_failed`: in this life, at any time.
  void at_rest(bool has_failed);
  /// As it is told when nothing moves.
  void check_sight(const fleet::live::vehicle_sight& v);
  void check_sight(const fleet::live::trip_sight& t, bool has_failed);
  void at_the_end();

  std::vector<std::string> open_alerts() const;
  /// Ids of all that somebody ever got, oldest first.
  const std::vector<std::string>& notes_of(const std::string& user) { return notes_of_[user]; }
  std::vector<std::string> trip_ids() const;
  bool knows_vehicle(const std::string& id) const { return vehicles_.contains(id); }

private:
  struct stored_vehicle {
    std::int64_t number = 0;
    std::string driver;
    std::int64_t updated_at = 0;
  };
  struct stored_trip {
    fleet::rules::trip state;
    unsigned begun_at_rest = 0; ///< how many quiet moments there were
  };
  struct taken_report {
    sent_report sent;
    std::string verdict; ///< empty: nobody heard
    unsigned life = 0;
    unsigned sends = 0;
    instant sent_when, taken_when; ///< by our clock
    bool is_open = false; ///< it may have been heard, and nobody said so
  };
  enum class tank : std::uint8_t { unknown, fine, due, low };
  /// What this life has told of a vehicle.
  struct vehicle_news {
    std::optional<instant> newest; ///< told, or stored before
    std::int64_t lat = 0, lng = 0; ///< there
    bool is_told = false;
    std::uint64_t located = 0; ///< which of all positions told
    unsigned located_at_rest = 0;
    std::optional<instant> located_when, heard_when; ///< by our clock
    std::optional<bool> is_online;
    tank fuel = tank::unknown;
    std::map<std::string, bool> inside; ///< by geofence, as told
  };
  struct seat {
    std::uint64_t visit = 0;
    bool is_welcome = false;
    std::uint64_t located = 0; ///< positions told before it was welcome
    std::map<std::string, instant> where;
    std::set<std::string> due; ///< vehicles that were there when it was welcome
    std::string driver, state;
  };
  struct ear {
    std::string user;
    bool is_staff = false;
    std::set<std::string> notes = {}, owed_notes = {}, alerts = {}, owed_alerts = {};
    std::optional<std::int64_t> count = {};
  };

  void take_vehicles(storage::session& db);
  void take_trips(storage::session& db);
  void take_alerts(storage::session& db);
  void take_notes(storage::session& db);
  void hear_open_reports();
  void check_trip(const fleet::rules::trip& before, const fleet::rules::trip& after);
  void check_told(const fleet::live::trip_sight& t);
  void check_notes();
  void check_alerts(bool has_failed);
  void check_seat(const seat_name& who, const seat& what);
  void check_vehicle(const std::string& id, const vehicle_news& what);
  void check_history(bool has_failed);
  std::size_t check_way(const std::string& vehicle, const std::vector<std::int64_t>& stored);
  static bool may_be_another(const taken_report& what, const std::map<instant, bool>& moments);
  std::vector<std::int64_t> read_way(const std::string& vehicle, const stored_vehicle& what);
  void begin_vehicles();
  void erase_seats_of(const std::string& user, const std::string& what);
  seat* seat_of(const seat_name& who);

  yard* place_ = nullptr;
  expectations how_;
  unsigned life_ = 0, rests_ = 0;
  std::uint64_t told_ = 0;

  std::map<std::string, stored_vehicle> vehicles_;
  std::map<std::string, stored_trip> trips_;
  std::map<std::string, bool> alerts_; ///< whether it is acknowledged
  std::map<std::string, std::string> notes_; ///< whose each is
  std::map<std::string, std::vector<std::string>> notes_of_;
  std::int64_t newest_note_ = 0;
  std::map<std::int64_t, taken_report> reports_; ///< by latitude
  std::map<std::int64_t, instant> settled_; ///< seen in the history when nothing moved

  // Of this life.
  std::uint64_t located_ = 0;
  std::string missing_; ///< in the history
  std::map<std::string, vehicle_news> news_;
  std::map<std::string, unsigned> fences_changed_; ///< how many quiet moments there were
  std::set<std::string> alerts_unkept_; ///< told, and perhaps not stored
  std::map<seat_name, seat> seats_;
  std::map<std::size_t, ear> ears_;
};

} // namespace fleetwire::sim
