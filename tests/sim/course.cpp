#include "tests/sim/course.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

namespace {

constexpr unsigned turns = 500;
/// More than any retry after a failure.
constexpr auto recovery = 2s;
constexpr auto written_behind = 200ms;
/// More steps than anything takes that ends.
constexpr unsigned restless = 50'000;
constexpr int known_refusals[] = {400, 403, 404, 409, 422, 503};

std::uint64_t mix(std::uint64_t into, std::string_view text) {
  for (const unsigned char c : text)
    into = (into ^ c) * 0x100000001b3u;
  return into;
}

} // namespace

course::course(std::uint64_t seed, bool keeps_trace)
  : seed_(seed), dice_(seed * 0x9e3779b97f4a7c15u + 1), keeps_trace_(keeps_trace) {
  workers_ = static_cast<unsigned>(1 + below(4));
  breaks_ = chance(75);
  queue_ = breaks_ && chance(20) ? 6 + below(12) : 10'000;
}

outcome course::run() {
  begin_life();
  for (unsigned i = 0; i < turns && is_well(); ++i)
    turn();
  if (is_well())
    come_to_rest();
  if (is_well()) {
    note("everybody goes home");
    go_home();
  }
  result_.complaint = eyes().complaint();
  result_.events += told_;
  result_.lives = life_;
  end_life();
  return std::move(result_);
}

void course::turn() {
  do_what_is_due();
  const auto dealt = below(1000);
  if (dealt < 520) {
    for (auto n = 1 + below(14); n > 0 && step(); --n) {}
  } else if (dealt < 740) {
    act();
  } else if (dealt < 940) {
    let_time_pass();
  } else if (dealt < 960) {
    settle();
  } else if (dealt < 970) {
    come_to_rest();
  } else if (breaks_) {
    break_something();
  }
}

// -- steps and time ---------------------------------------------------------------------------------------------

/// One job of somebody; false when nobody has anything to do.
bool course::step() {
  const bool is_any = step_once();
  if (is_any)
    after_step();
  return is_any;
}

bool course::step_once() {
  const bool store_first = below(3) == 0;
  if (!store_first && here().step_actors())
    return true;
  if (here().step_store()) {
    for (const auto each : {storage::file::promises, storage::file::history}) {
      const auto commits = here().store().usage(each).commits;
      if (commits != std::exchange(commits_seen_[static_cast<std::size_t>(each)], commits))
        after_commit(each);
    }
    return true;
  }
  return store_first && here().step_actors();
}

void course::settle() {
  for (unsigned steps = 0; is_well() && step(); ++steps)
    if (steps > restless)
      eyes().fail("nothing ever comes to rest");
}

/// Everything in its time.
void course::pass(milliseconds by) {
  settle();
  while (by > 0ms && is_well()) {
    const auto next = std::clamp(here().next_timer().value_or(by), 1ms, by);
    here().tick(next);
    by -= next;
    settle();
  }
}

/// Without waiting for anybody: messages are late.
void course::let_time_pass() {
  const auto dealt = below(100);
  if (dealt < 35)
    return here().tick(between(1, 400));
  if (dealt < 75)
    return here().tick(next_event());
  if (dealt < 95)
    return here().tick(between(500, 6'000));
  here().tick(between(6'000, 60'000));
}

/// Until a timer rings or somebody wants to do something; now and then just before or after.
course::milliseconds course::next_event() {
  auto next = here().next_timer().value_or(1s);
  if (!agenda_.empty())
    next = std::min(next, std::max(milliseconds{agenda_.begin()->first - here().now()}, 0ms));
  return std::clamp<milliseconds>(next + between(-1, 1), 0ms, 30s);
}

void course::later(milliseconds from_now, std::function<void()> what) {
  agenda_.emplace(here().now() + std::max(from_now, 0ms), std::move(what));
}

void course::do_what_is_due() {
  while (!agenda_.empty() && agenda_.begin()->first <= here().now()) {
    const auto what = std::move(agenda_.begin()->second);
    agenda_.erase(agenda_.begin());
    what();
  }
}

// -- what breaks -------------------------------------------------------------------------------------------------

void course::break_something() {
  ++result_.events;
  const auto dealt = below(100);
  if (dealt < 30) {
    note("the next commit fails");
    has_failed_ = true;
    ++failures_ordered_;
    here().store().fail_next({storage::errc::io, "the disk coughs"});
  } else if (dealt < 45) {
    note("the next read fails");
    has_failed_ = true;
    here().store().fail_next_read({storage::errc::io, "the disk coughs"});
  } else if (dealt < 70) {
    is_stalled_ = !is_stalled_;
    note(is_stalled_ ? "the store stalls" : "the store goes on");
    here().store().stall(is_stalled_);
  } else {
    const auto waiting = here().store().usage(storage::file::promises).writes_waiting;
    if (waiting > 0 && chance(60)) {
      note("the process dies between a commit and its announcement");
      here().store().crash_after_commit(storage::file::promises, 1 + below(waiting));
    } else {
      note("the process dies");
      here().crash();
    }
    end_life();
    if (chance(50))
      clock_->advance(between(0, 40'000));
    begin_life();
  }
}

void course::begin_life() {
  ++life_;
  commits_seen_ = {};
  failures_ordered_ = 0;
  is_stalled_ = false;
  has_failed_ = queue_ < 100; // may refuse at any time
  open({workers_, seed_ * 1000 + life_, queue_});
}

/// Nobody hears what the dying still say.
void course::end_life() {
  is_over_ = true;
  unanswered_.clear();
  here().crash();
  close();
  is_over_ = false;
}

// -- quiet moments ----------------------------------------------------------------------------------------------

void course::come_to_rest() {
  note("a quiet moment");
  is_stalled_ = false;
  here().store().stall(false);
  settle();
  bring_failures_out();
  pass(recovery);
  for (auto before = told_ + 1; before != told_ && is_well();) {
    before = told_;
    pass(written_behind); // what was told a moment ago is not forgotten yet
  }
  if (is_well() && !unanswered_.empty())
    eyes().fail("nobody answered: " + unanswered_.begin()->second);
  if (is_well())
    judge();
}

/// Failures that were ordered and had nothing to break yet.
void course::bring_failures_out() {
  while (here().store().usage(storage::file::promises).failed_commits
           + here().store().usage(storage::file::history).failed_commits
         < failures_ordered_) {
    here().store().write(storage::file::history, [](storage::session&) {}, {});
    settle();
  }
  for (bool fails = true; fails;) {
    fails = false;
    here().store().read(
      storage::file::history, [](storage::session&) {},
      [&](const storage::status& how) { fails = !how; });
    settle();
  }
}

// -- questions ---------------------------------------------------------------------------------------------------

std::uint64_t course::ask(const std::string& what) {
  ++result_.events;
  note(what);
  unanswered_[++asked_] = what;
  return asked_;
}

bool course::answered(std::uint64_t number, const std::string& what) {
  if (unanswered_.erase(number) > 0)
    return true;
  eyes().fail("answered twice: " + what);
  return false;
}

void course::refused(const std::string& what, int status, const std::string& code,
                     const std::string& message) {
  note("  " + std::to_string(status) + " " + code + " (" + message + "): " + what);
  if (std::ranges::find(known_refusals, status) == std::end(known_refusals) || code.empty())
    eyes().fail("refused without a proper reason: " + what);
  if (status == 503 && !has_failed_)
    eyes().fail("refused for the store, which works: " + what);
}

void course::note(const std::string& what) {
  result_.fingerprint = mix(result_.fingerprint, what);
  if (keeps_trace_) {
    const auto at = clock_->wall().time_since_epoch() - 24h * 365 * 50;
    result_.trace.push_back(std::to_string(std::chrono::duration_cast<milliseconds>(at).count())
                            + " ms  " + what);
  }
}

// -- chance -----------------------------------------------------------------------------------------------------

std::uint64_t course::below(std::uint64_t n) {
  return dice_() % n;
}

bool course::chance(unsigned percent) {
  return below(100) < percent;
}

course::milliseconds course::between(std::int64_t least_ms, std::int64_t most_ms) {
  const auto span = static_cast<std::uint64_t>(most_ms - least_ms + 1);
  return milliseconds{least_ms + static_cast<std::int64_t>(below(span))};
}

} // namespace fleetwire::sim
