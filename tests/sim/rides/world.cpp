#include "tests/sim/rides/world.hpp"

#include <algorithm>

namespace fleetwire::sim {

using namespace std::chrono_literals;

namespace {

constexpr geo_point plaza{10.0, -66.0};
constexpr unsigned turns = 500;
/// More than any retry after a failure.
constexpr auto recovery = 2s;
constexpr auto written_behind = 200ms;
/// More steps than anything takes that ends.
constexpr unsigned restless = 50'000;

std::uint64_t mix(std::uint64_t into, std::string_view text) {
  for (const unsigned char c : text)
    into = (into ^ c) * 0x100000001b3u;
  return into;
}

} // namespace

world::world(std::uint64_t seed, bool keeps_trace)
  : seed_(seed), dice_(seed * 0x9e3779b97f4a7c15u + 1), keeps_trace_(keeps_trace) {
  workers_ = static_cast<unsigned>(1 + below(4));
  breaks_ = chance(75);
  queue_ = breaks_ && chance(20) ? 6 + below(12) : 10'000;
  without_indexes_ = chance(50);
  const auto drivers = 2 + below(5);
  for (std::uint64_t i = 1; i <= drivers; ++i)
    drivers_.push_back({"d" + std::to_string(i), plaza, true, false});
  const auto passengers = 1 + below(5);
  for (std::uint64_t i = 1; i <= passengers; ++i)
    passengers_.push_back("p" + std::to_string(i));
}

world::~world() {
  is_over_ = true;
}

outcome world::run() {
  begin_life();
  if (without_indexes_)
    place_->read([](storage::session& db) {
      for (const auto* each :
           {"rides_trips_driven", "rides_assignments_trip", "rides_assignments_driver"})
        db.exec("DROP INDEX IF EXISTS " + std::string{each});
    });
  for (unsigned i = 0; i < turns && witness_.complaint().empty(); ++i)
    turn();
  if (witness_.complaint().empty())
    come_to_rest();
  if (witness_.complaint().empty())
    go_home();
  result_.complaint = witness_.complaint();
  result_.events += witness_.announcements();
  result_.lives = life_;
  end_life();
  return std::move(result_);
}

void world::turn() {
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
bool world::step() {
  const bool store_first = below(3) == 0;
  if (!store_first && place_->step_actors())
    return true;
  if (place_->step_store()) {
    const auto usage = place_->store().usage(storage::file::promises);
    if (usage.commits != std::exchange(commits_seen_, usage.commits))
      witness_.look_at_disk();
    return true;
  }
  return store_first && place_->step_actors();
}

void world::settle() {
  for (unsigned steps = 0; witness_.complaint().empty() && step(); ++steps)
    if (steps > restless)
      witness_.fail("nothing ever comes to rest");
}

/// Everything in its time.
void world::pass(milliseconds by) {
  settle();
  while (by > 0ms && witness_.complaint().empty()) {
    const auto next = std::clamp(place_->next_timer().value_or(by), 1ms, by);
    place_->tick(next);
    by -= next;
    settle();
  }
}

/// Without waiting for anybody: messages are late.
void world::let_time_pass() {
  const auto dealt = below(100);
  if (dealt < 35)
    return place_->tick(between(1, 400));
  if (dealt < 75)
    return place_->tick(next_event());
  if (dealt < 95)
    return place_->tick(between(500, 6'000));
  place_->tick(between(6'000, 60'000));
}

/// Until a timer rings or somebody wants to do something; now and then just before or after.
world::milliseconds world::next_event() {
  auto next = place_->next_timer().value_or(1s);
  if (!agenda_.empty())
    next = std::min(next, std::max(milliseconds{agenda_.begin()->first - place_->now()}, 0ms));
  return std::clamp<milliseconds>(next + between(-1, 1), 0ms, 30s);
}

void world::later(milliseconds from_now, std::function<void()> what) {
  agenda_.emplace(place_->now() + std::max(from_now, 0ms), std::move(what));
}

void world::do_what_is_due() {
  while (!agenda_.empty() && agenda_.begin()->first <= place_->now()) {
    const auto what = std::move(agenda_.begin()->second);
    agenda_.erase(agenda_.begin());
    what();
  }
}

// -- what breaks -------------------------------------------------------------------------------------------------

void world::break_something() {
  ++result_.events;
  const auto dealt = below(100);
  if (dealt < 30) {
    note("the next commit fails");
    has_failed_ = true;
    ++failures_ordered_;
    place_->store().fail_next({storage::errc::io, "the disk coughs"});
  } else if (dealt < 45) {
    note("the next read fails");
    has_failed_ = true;
    place_->store().fail_next_read({storage::errc::io, "the disk coughs"});
  } else if (dealt < 70) {
    is_stalled_ = !is_stalled_;
    note(is_stalled_ ? "the store stalls" : "the store goes on");
    place_->store().stall(is_stalled_);
  } else {
    const auto waiting = place_->store().usage(storage::file::promises).writes_waiting;
    if (waiting > 0 && chance(60)) {
      note("the process dies between a commit and its announcement");
      place_->store().crash_after_commit(storage::file::promises, 1 + below(waiting));
    } else {
      note("the process dies");
      place_->crash();
    }
    end_life();
    if (chance(50))
      clock_->advance(between(0, 40'000));
    begin_life();
  }
}

void world::begin_life() {
  ++life_;
  commits_seen_ = failures_ordered_ = 0;
  is_stalled_ = false;
  has_failed_ = queue_ < 100; // may refuse at any time
  place_ = std::make_unique<town>(workers_, seed_ * 1000 + life_, disk_, clock_, queue_);
  for (const auto& each : drivers_)
    place_->people().add_driver(each.id);
  place_->on_news([this, life = life_](const live::trip_news& news) {
    if (life != life_ || is_over_)
      return;
    ++told_;
    hear(news);
  });
  witness_.begin(*place_);
}

/// Nobody hears what the dying still say.
void world::end_life() {
  is_over_ = true;
  unanswered_.clear();
  place_->crash();
  place_ = nullptr;
  is_over_ = false;
}

// -- quiet moments ----------------------------------------------------------------------------------------------

void world::come_to_rest() {
  note("a quiet moment");
  is_stalled_ = false;
  place_->store().stall(false);
  settle();
  // Failures that were ordered and had nothing to break yet.
  while (place_->store().usage(storage::file::promises).failed_commits
           + place_->store().usage(storage::file::history).failed_commits
         < failures_ordered_) {
    place_->store().write(storage::file::history, [](storage::session&) {}, {});
    settle();
  }
  for (bool fails = true; fails;) {
    fails = false;
    place_->store().read(
      storage::file::history, [](storage::session&) {},
      [&](const storage::status& how) { fails = !how; });
    settle();
  }
  pass(recovery);
  for (auto before = told_ + 1; before != told_ && witness_.complaint().empty();) {
    before = told_;
    pass(written_behind); // what was told a moment ago is not forgotten yet
  }
  if (!witness_.complaint().empty())
    return;
  if (!unanswered_.empty())
    return witness_.fail("nobody answered: " + unanswered_.begin()->second);
  witness_.at_rest(has_failed_);
  check_drivers();
}

void world::check_drivers() {
  auto known = std::make_shared<std::vector<rules::availability>>();
  for (const auto& each : drivers_)
    place_->rides().driver(each.id, live::look{}, [known](const auto& got) {
      if (const auto* record = std::get_if<rules::availability>(&got))
        known->push_back(*record);
    });
  settle();
  auto near = std::make_shared<std::vector<std::string>>();
  place_->rides().near({plaza, 100'000, 100, [near](auto found) { *near = std::move(found); }});
  settle();
  witness_.found_ready(*known, *near);
}

/// Every trip is ended and everybody logs out; then nothing may be left.
void world::go_home() {
  note("everybody goes home");
  agenda_.clear();
  for (const auto& [id, t] : witness_.trips())
    if (rules::is_active(t.status))
      tell(id, rules::cancel_by_admin{"a1", "closing"}, "an admin ends " + id);
  pass(recovery);
  for (const auto& each : drivers_)
    tell_driver(each.id, live::log_out{}, each.id + " logs out", true);
  come_to_rest();
  for (const auto& [key, tried] : attempts_) {
    const auto made = std::ranges::count_if(
      tried, [this](const std::string& id) { return witness_.trips().contains(id); });
    if (made > 1)
      witness_.fail("key " + key.second + " of " + key.first + " made " + std::to_string(made)
                    + " trips");
  }
  if (witness_.complaint().empty())
    witness_.at_the_end();
}

void world::note(const std::string& what) {
  result_.fingerprint = mix(result_.fingerprint, what);
  if (keeps_trace_) {
    const auto at = clock_->wall().time_since_epoch() - 24h * 365 * 50;
    result_.trace.push_back(std::to_string(std::chrono::duration_cast<milliseconds>(at).count())
                            + " ms  " + what);
  }
}

// -- chance -----------------------------------------------------------------------------------------------------

std::uint64_t world::below(std::uint64_t n) {
  return dice_() % n;
}

bool world::chance(unsigned percent) {
  return below(100) < percent;
}

world::milliseconds world::between(std::int64_t least_ms, std::int64_t most_ms) {
  const auto span = static_cast<std::uint64_t>(most_ms - least_ms + 1);
  return milliseconds{least_ms + static_cast<std::int64_t>(below(span))};
}

} // namespace fleetwire::sim
