#pragma once

#include "tests/sim/place.hpp"
#include "tests/sim/verdict.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

/// The course of a world as a seed wants it: steps and time, a store that stalls and fails, a process
/// that dies. Who lives there and what they do is for those who derive.
class course {
public:
  course(std::uint64_t seed, bool keeps_trace);
  virtual ~course() = default;
  course(const course&) = delete;
  course& operator=(const course&) = delete;
  outcome run();

protected:
  using milliseconds = std::chrono::milliseconds;

  virtual place& here() = 0;
  virtual verdict& eyes() = 0;
  /// A life begins.
  virtual void open(const place::setup& how) = 0;
  /// It has ended: nobody hears what the dying still say.
  virtual void close() = 0;
  virtual void act() = 0;
  virtual void after_commit(storage::file where) = 0;
  virtual void after_step() {}
  /// Nothing moves, and all timers that were due have rung.
  virtual void judge() = 0;
  /// Everybody stops; then nothing may be left.
  virtual void go_home() = 0;

  // Chance. Not the distributions of the library: a seed must mean the same with each.
  std::uint64_t below(std::uint64_t n);
  bool chance(unsigned percent);
  milliseconds between(std::int64_t least_ms, std::int64_t most_ms);
  template <class T>
  auto& any_of(T& all) {
    return all[below(std::size(all))];
  }

  bool step();
  void settle();
  void pass(milliseconds by);
  void come_to_rest();
  void note(const std::string& what);
  void later(milliseconds from_now, std::function<void()> what);
  void forget_plans() { agenda_.clear(); }
  bool is_well() { return eyes().complaint().empty(); }
  /// Not after the death of that life.
  bool lives(unsigned life) const noexcept { return life == life_ && !is_over_; }

  /// Something is asked that must be answered once; its number.
  std::uint64_t ask(const std::string& what);
  /// False, and a complaint, when it was answered already.
  bool answered(std::uint64_t number, const std::string& what);
  /// Whoever asked has gone.
  void forget_question(std::uint64_t number) { unanswered_.erase(number); }
  void refused(const std::string& what, int status, const std::string& code,
               const std::string& message);
  /// The way back for an answer, a variant of both, that must come once and not from a process that
  /// died.
  template <class Refusal, class T>
  auto expect(std::string what, std::function<void(const T&)> check) {
    const auto number = ask(what);
    return [this, number, life = life_, what = std::move(what),
            check = std::move(check)](const auto& got) {
      if (!lives(life) || !answered(number, what))
        return;
      if (const auto* no = std::get_if<Refusal>(&got))
        return refused(what, static_cast<int>(no->status), no->code, no->message);
      note("  done: " + what);
      check(std::get<T>(got));
    };
  }

  const std::uint64_t seed_;
  const place::disk_ptr disk_ = std::make_shared<storage::stepped_disk>();
  const place::clock_ptr clock_ = std::make_shared<contract::manual_clock>();
  unsigned workers_;
  bool breaks_; ///< in some seeds nothing fails, so no excuse counts
  unsigned life_ = 0;
  std::uint64_t told_ = 0; ///< announcements heard
  bool has_failed_ = false; ///< something was made to fail in this life

private:
  void turn();
  bool step_once();
  void let_time_pass();
  milliseconds next_event();
  void do_what_is_due();
  void break_something();
  void begin_life();
  void end_life();
  void bring_failures_out();

  std::mt19937_64 dice_;
  const bool keeps_trace_;
  outcome result_;
  std::size_t queue_;
  bool is_over_ = false;
  std::array<std::uint64_t, storage::file_count> commits_seen_{};
  std::uint64_t failures_ordered_ = 0; ///< of commits, in this life
  bool is_stalled_ = false;
  std::multimap<place::instant, std::function<void()>> agenda_;
  std::map<std::uint64_t, std::string> unanswered_;
  std::uint64_t asked_ = 0;
};

} // namespace fleetwire::sim
