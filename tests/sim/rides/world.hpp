#pragma once

#include "tests/sim/course.hpp"
#include "tests/sim/rides/town.hpp"
#include "tests/sim/rides/witness.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace fleetwire::sim {

/// Drivers move, accept, reject, ignore and lose the network; passengers ask, ask again and cancel;
/// admins interfere; messages are late. The witness judges.
class rides_world final : public course {
public:
  rides_world(std::uint64_t seed, bool keeps_trace);

private:
  struct driver {
    std::string id;
    geo_point where;
    bool has_network = true;
    bool works = false;
  };
  struct request {
    std::string passenger_id, key, trip_id;
    geo_point where;
  };
  struct offer {
    std::string trip_id, assignment_id, driver_id;
    rules::instant until;
  };

  // The course of the world (world.cpp).
  place& here() override { return *place_; }
  verdict& eyes() override { return witness_; }
  void open(const place::setup& how) override;
  void close() override { place_ = nullptr; }
  void after_commit(storage::file where) override;
  void after_step() override;
  void judge() override;
  void go_home() override;
  void check_drivers();

  // What people do (people.cpp).
  void act() override;
  void hear(const rules::announcement& what);
  void consider(const offer& asked);
  void ride_on(const std::string& driver_id, const rules::announcement& what);
  void wish();
  void wish_again();
  void send(const request& what);
  void cancel_as_passenger();
  void all_at_once(const rules::announcement& what);
  void move_driver();
  void change_shift();
  void change_shift_of(driver& who);
  void lose_or_find_network();
  void answer_old_offer();
  void race_with_deadline();
  void drive(const std::string& driver_id, const std::string& trip_id);
  void interfere();
  void accept(const offer& what, const std::string& driver_id);
  void reject(const offer& what);
  void look(const std::string& trip_id, std::uint64_t version);
  void tell(const std::string& trip_id, rules::command what, std::string words);
  void tell_driver(const std::string& driver_id, live::driver_command what, std::string words,
                   bool is_promise);
  std::optional<std::string> some_trip();

  template <class T>
  live::answer<T> expect(std::string what, std::function<void(const T&)> check);

  bool without_indexes_; ///< the actors alone must keep what the indexes keep once more
  std::mt19937_64 road_dice_; ///< of its own: worlds of unknown roads have no use for it
  bool roads_are_known_;
  witness witness_;
  std::unique_ptr<town> place_;

  std::vector<driver> drivers_;
  std::vector<std::string> passengers_;
  std::vector<request> requests_;
  std::vector<offer> offers_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> attempts_; ///< by key
};

} // namespace fleetwire::sim
