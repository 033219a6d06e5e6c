#include "actors/systems/rides/live/recorder.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::systems::rides::live {

namespace {

constexpr std::chrono::milliseconds patience{100};
/// Positions that are written at once when so many wait, and beyond which new ones are let go: the
/// store has not taken any for a while.
constexpr std::size_t many = 500;
constexpr std::size_t too_many = 100'000;

} // namespace

recorder::recorder(caf::actor_config& config, surroundings& around, contract::actor_kind& kind)
  : contract::pinned_actor(config, &kind), around_(around) {}

recorder::~recorder() = default;

caf::behavior recorder::make_behavior() {
  alarm_.emplace(around_.home_of("recorder"), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  return {
    [this](const driver_seen& s) { note(s); },
    [this](was_told& t) {
      auto& version = told_[std::move(t.trip_id)];
      version = std::max(version, t.version);
      begin();
    },
    [this](deadline_came) {
      write_told();
      write_seen();
    },
    [this](const seen_written&) {
      is_writing_ = false;
      if (!seen_.empty())
        begin();
    },
  };
}

void recorder::on_exit() {
  alarm_.reset(); // on the worker, while its wheel is there
  write_told();
  is_writing_ = false;
  write_seen();
}

void recorder::begin() {
  if (!alarm_->armed())
    alarm_->set(patience);
}

void recorder::note(const driver_seen& what) {
  const auto& now = *what.now;
  seen_[now.driver_id] = what.now;
  if (what.moved && ways_.size() < too_many)
    ways_.push_back({now.driver_id, now.trip_id, *now.location, *now.location_at});
  if (ways_.size() >= many)
    write_seen();
  else
    begin();
}

void recorder::write_told() {
  if (told_.empty())
    return;
  around_.store.write(
    storage::file::promises,
    [told = std::exchange(told_, {})](storage::session& db) { store::forget_outbox(db, told); },
    {});
}

void recorder::write_seen() {
  if (seen_.empty() || is_writing_)
    return;
  is_writing_ = true;
  caf::weak_actor_ptr self{ctrl()};
  around_.store.write(
    storage::file::history,
    [seen = std::exchange(seen_, {}), ways = std::exchange(ways_, {})](storage::session& db) {
      for (const auto& [driver, newest] : seen)
        store::save(db, store::last_seen_of(*newest));
      for (const auto& each : ways)
        store::append(db, each);
    },
    [self](const storage::status&) {
      if (auto strong = self.lock())
        caf::anon_send(caf::actor_cast<caf::actor>(strong), seen_written{});
    });
}

} // namespace fleetwire::systems::rides::live
