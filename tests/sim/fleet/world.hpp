#pragma once

#include "tests/sim/course.hpp"
#include "tests/sim/fleet/witness.hpp"
#include "tests/sim/phone.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fleetwire::sim {

/// A back end, dashboards, drivers and vehicles: reports come in time, late, twice and from nowhere;
/// dashboards listen to the fleet, a vehicle or a trip and stop; drivers change; geofences come and
/// go; trips, alerts and notifications are made and dealt with; phones lose the network and come
/// back. The witness judges.
class fleet_world final : public course {
public:
  fleet_world(std::uint64_t seed, bool keeps_trace);

private:
  using refusal = fleet::rules::refusal;
  struct client {
    std::size_t number;
    std::string user, role;
    phone line{"/"};
    std::map<std::string, std::uint64_t> wants = {}; ///< what it shows, and by which visit
    std::set<std::uint64_t> questions = {};
    bool is_staff() const { return role == "admin" || role == "dispatcher"; }
  };
  using good_end = std::function<void(const value&)>;
  using bad_end = std::function<void(const std::string& code)>;

  // The course of the world (world.cpp).
  place& here() override { return *place_; }
  verdict& eyes() override { return witness_; }
  void open(const place::setup& how) override;
  void close() override;
  void act() override;
  void after_commit(storage::file where) override;
  void after_step() override;
  void judge() override;
  void go_home() override;
  void add_client(const std::string& user, const std::string& role);
  void connect(client& who);
  void hang_up(client& who);
  void lose_or_find_network();
  void hear(client& who, std::string_view event, const value& what);
  void hear_of_vehicle(client& who, std::string_view event, const value& what);
  client* somebody();
  void look_at_all();

  // What people do (people.cpp).
  void ask_as(client& who, std::string_view event, const json& body, const std::string& words,
              good_end then, bad_end or_else);
  sent_report new_report();
  void report();
  void report_all();
  void report_again();
  void send(const sent_report& what);
  void send_as(client& who, const sent_report& what);
  void hear(const sent_report& what, const std::string& verdict);
  void listen(client& who, const std::string& what);
  void listen_to_something();
  void stop_listening();
  void manage_vehicle();
  void manage_trip();
  void manage_fence();
  void manage_alert();
  void notify();
  void read_notes();
  const std::string& some_vehicle() { return any_of(vehicle_ids_); }

  fleet::fleet_settings how_;
  fleet_witness witness_;
  std::unique_ptr<yard> place_;
  std::uint64_t told_before_ = 0;
  std::vector<std::unique_ptr<client>> clients_;
  std::vector<std::string> vehicle_ids_, users_;
  std::vector<sent_report> sent_;
  std::set<std::int64_t> latitudes_;
  std::map<std::string, std::int64_t> far_off_; ///< where a vehicle seems to be, in millionths
  std::set<std::string> fences_; ///< that were ever asked for
  std::vector<std::string> trip_ids_;
  std::uint64_t visits_ = 0, notes_ = 0;
};

} // namespace fleetwire::sim
