#pragma once

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

/// What became of one seed.
struct outcome {
  std::string complaint; ///< empty: all is well
  std::vector<std::string> trace;
  std::uint64_t fingerprint = 0; ///< of all that happened; the same seed has the same
  std::uint64_t events = 0; ///< what clients did, what was announced, faults
  unsigned lives = 0;
};

/// People who live as a seed wants it in a town whose store stalls and fails and whose process dies:
/// drivers move, accept, reject, ignore and lose the network; passengers ask, ask again and cancel;
/// admins interfere; messages are late. The witness judges.
class world {
public:
  world(std::uint64_t seed, bool keeps_trace);
  ~world();
  outcome run();

private:
  using milliseconds = std::chrono::milliseconds;
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

  // Chance. Not the distributions of the library: a seed must mean the same with each.
  std::uint64_t below(std::uint64_t n);
  bool chance(unsigned percent);
  milliseconds between(std::int64_t least_ms, std::int64_t most_ms);
  template <class T>
  const T& any_of(const std::vector<T>& all);

  // The course of the world (world.cpp).
  void turn();
  bool step();
  void settle();
  void pass(milliseconds by);
  void let_time_pass();
  milliseconds next_event();
  void break_something();
  void begin_life();
  void end_life();
  void come_to_rest();
  void check_drivers();
  void go_home();
  void note(const std::string& what);
  void later(milliseconds from_now, std::function<void()> what);
  void do_what_is_due();

  // What people do (people.cpp).
  void act();
  void hear(const live::trip_news& news);
  void consider(const offer& asked);
  void ride_on(const std::string& driver_id, const rules::announcement& what);
  void ask();
  void ask_again();
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
  void refused(const std::string& what, const rules::refusal& why);

  const std::uint64_t seed_;
  std::mt19937_64 dice_;
  const bool keeps_trace_;
  outcome result_;

  std::shared_ptr<storage::stepped_disk> disk_ = std::make_shared<storage::stepped_disk>();
  std::shared_ptr<contract::manual_clock> clock_ = std::make_shared<contract::manual_clock>();
  unsigned workers_;
  std::size_t queue_;
  bool without_indexes_; ///< the actors alone must keep what the indexes keep once more
  bool breaks_; ///< in some seeds nothing fails, so no excuse counts
  witness witness_;
  std::unique_ptr<town> place_;

  unsigned life_ = 0;
  bool is_over_ = false;
  std::uint64_t commits_seen_ = 0;
  std::uint64_t failures_ordered_ = 0; ///< of commits, in this life
  bool has_failed_ = false; ///< something was made to fail in this life
  bool is_stalled_ = false;

  std::vector<driver> drivers_;
  std::vector<std::string> passengers_;
  std::vector<request> requests_;
  std::vector<offer> offers_;
  std::multimap<rules::instant, std::function<void()>> agenda_;
  std::map<std::uint64_t, std::string> unanswered_;
  std::uint64_t asked_ = 0;
  std::uint64_t told_ = 0; ///< announcements heard
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> attempts_; ///< by key
};

} // namespace fleetwire::sim
