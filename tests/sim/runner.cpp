#include "tests/sim/runner.hpp"

#include "tests/sim/fleet/world.hpp"
#include "tests/sim/orders/world.hpp"
#include "tests/sim/rides/world.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fleetwire::sim {

namespace {

constexpr std::size_t shown_of_trace = 40;

template <class World>
outcome run_in(std::uint64_t seed, bool with_trace) {
  try {
    return World{seed, with_trace}.run();
  } catch (const std::exception& broken) {
    outcome failed;
    failed.complaint = std::string{"exception: "} + broken.what();
    return failed;
  }
}

struct world_kind {
  std::string_view name;
  outcome (*run)(std::uint64_t seed, bool with_trace);
};

constexpr world_kind kinds[] = {
  {"rides", run_in<rides_world>},
  {"orders", run_in<orders_world>},
  {"fleet", run_in<fleet_world>},
};

/// What a process tells of a seed: that it begins, then how it ended.
struct report {
  std::uint64_t seed = 0;
  std::uint64_t events = 0;
  std::uint32_t lives = 0;
  char state = 'b'; ///< begun, done, failed
  char complaint[203] = {};
};
static_assert(sizeof(report) <= 512); // so that a pipe takes it whole

void say(int to, const report& what) {
  if (write(to, &what, sizeof what) != static_cast<ssize_t>(sizeof what))
    _exit(4);
}

/// In a process of its own: every jobs-th seed.
[[noreturn]] void work(const world_kind& kind, const plan& what, std::uint64_t offset, int to) {
  for (auto i = offset; i < what.seeds; i += what.jobs) {
    report r;
    r.seed = what.first + i;
    say(to, r);
    const auto end = kind.run(r.seed, false);
    r.events = end.events;
    r.lives = end.lives;
    r.state = end.complaint.empty() ? 'd' : 'f';
    std::strncpy(r.complaint, end.complaint.c_str(), sizeof r.complaint - 1);
    say(to, r);
  }
  _exit(0);
}

struct worker {
  pid_t pid = 0;
  int from = -1;
  std::uint64_t seed = 0; ///< the one it is at
};

class overseer {
public:
  overseer(const world_kind& kind, const plan& what) : kind_(kind), plan_(what) {}

  int run() {
    for (std::uint64_t i = 0; i < plan_.jobs; ++i)
      start(i);
    while (open_ > 0)
      listen();
    for (auto& each : workers_)
      waitpid(each.pid, nullptr, 0);
    summary();
    return failed_.empty() ? 0 : 1;
  }

private:
  void start(std::uint64_t offset) {
    int ends[2];
    if (pipe(ends) != 0)
      std::terminate();
    std::fflush(nullptr);
    const auto pid = fork();
    if (pid == 0) {
      close(ends[0]);
      work(kind_, plan_, offset, ends[1]);
    }
    close(ends[1]);
    workers_.push_back({pid, ends[0], 0});
    ++open_;
  }

  void listen() {
    std::vector<pollfd> all;
    for (const auto& each : workers_)
      all.push_back({each.from, POLLIN, 0});
    if (poll(all.data(), all.size(), -1) < 0)
      return;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].revents != 0)
        take(workers_[i]);
  }

  void take(worker& who) {
    report r;
    if (read(who.from, &r, sizeof r) != static_cast<ssize_t>(sizeof r)) {
      close(std::exchange(who.from, -1));
      --open_;
      if (const auto at = std::exchange(who.seed, 0); at != 0)
        fail(at, "the process died");
      return;
    }
    who.seed = r.state == 'b' ? r.seed : 0;
    if (r.state == 'b')
      return;
    ++done_;
    events_ += r.events;
    lives_ += r.lives;
    if (r.state == 'f')
      fail(r.seed, r.complaint);
    progress();
  }

  void fail(std::uint64_t seed, const std::string& why) {
    if (stopping_)
      return;
    failed_.push_back(seed);
    std::printf("%s%s, seed %llu: %s\n", clear(), kind_.name.data(),
                static_cast<unsigned long long>(seed), why.c_str());
    std::fflush(stdout);
    if (!plan_.fail_fast)
      return;
    stopping_ = true;
    for (const auto& each : workers_)
      kill(each.pid, SIGTERM); // our own children
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }
  const char* clear() const { return is_terminal_ ? "\r\033[K" : ""; }

  void progress() {
    if (is_terminal_ ? done_ % 20 != 0 : done_ % 1000 != 0)
      return;
    std::printf("%s%s: %llu of %llu seeds, %zu failed, %.0f a second%s", clear(), kind_.name.data(),
                static_cast<unsigned long long>(done_),
                static_cast<unsigned long long>(plan_.seeds), failed_.size(),
                static_cast<double>(done_) / seconds(), is_terminal_ ? "" : "\n");
    std::fflush(stdout);
  }

  void summary() const {
    std::printf(
      "%s%s: %llu seeds, %llu events, %llu lives, %zu failed; %.1f s, %.0f seeds a second\n",
      clear(), kind_.name.data(), static_cast<unsigned long long>(done_),
      static_cast<unsigned long long>(events_), static_cast<unsigned long long>(lives_),
      failed_.size(), seconds(), static_cast<double>(done_) / seconds());
    if (!failed_.empty())
      std::printf("replay one: fleetwire-sim --world %s --seed %llu --trace\n", kind_.name.data(),
                  static_cast<unsigned long long>(*std::ranges::min_element(failed_)));
  }

  const world_kind& kind_;
  const plan plan_;
  const bool is_terminal_ = isatty(STDOUT_FILENO) == 1;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::vector<worker> workers_;
  std::size_t open_ = 0;
  bool stopping_ = false;
  std::uint64_t done_ = 0, events_ = 0, lives_ = 0;
  std::vector<std::uint64_t> failed_;
};

int replay_in(const world_kind& kind, std::uint64_t seed, bool with_trace) {
  const auto first = kind.run(seed, true);
  const auto second = kind.run(seed, true);
  const auto from =
    with_trace || first.trace.size() < shown_of_trace ? 0 : first.trace.size() - shown_of_trace;
  if (with_trace || !first.complaint.empty())
    for (std::size_t i = from; i < first.trace.size(); ++i)
      std::printf("%s\n", first.trace[i].c_str());
  std::printf("%s, seed %llu: %s (%llu events, %u lives, fingerprint %016llx)\n", kind.name.data(),
              static_cast<unsigned long long>(seed),
              first.complaint.empty() ? "all is well" : first.complaint.c_str(),
              static_cast<unsigned long long>(first.events), first.lives,
              static_cast<unsigned long long>(first.fingerprint));
  if (first.fingerprint != second.fingerprint || first.complaint != second.complaint) {
    std::printf("a second run differed: %s, fingerprint %016llx\n", second.complaint.c_str(),
                static_cast<unsigned long long>(second.fingerprint));
    return 3;
  }
  return first.complaint.empty() ? 0 : 1;
}

/// The worst that `each` returns, over the worlds of that name or all.
template <class Each>
int in_worlds(std::string_view name, Each each) {
  int worst = 0;
  for (const auto& kind : kinds)
    if (name.empty() || kind.name == name)
      worst = std::max(worst, each(kind));
  return worst;
}

} // namespace

bool has_world(std::string_view name) {
  return std::ranges::find(kinds, name, &world_kind::name) != std::end(kinds);
}

int run_all(const plan& what) {
  return in_worlds(what.world, [&](const auto& kind) { return overseer{kind, what}.run(); });
}

int replay(const plan& what, bool with_trace) {
  return in_worlds(what.world,
                   [&](const auto& kind) { return replay_in(kind, what.first, with_trace); });
}

} // namespace fleetwire::sim
