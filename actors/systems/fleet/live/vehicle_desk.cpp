#include "actors/systems/fleet/live/vehicle_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/fleet/live/vehicle_actor.hpp"

#include <optional>
#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

namespace {

/// Between two turns of a survey: what it sends must not be all that the receiver gets.
constexpr std::chrono::milliseconds breath{10};

/// Reports between the one that is worked on and the one whose vehicle is fetched, in two steps.
constexpr std::size_t fetched_ahead = 8;
constexpr std::size_t finished_ahead = 3;

vehicle_actor* actor_behind(const contract::roster::entry* found) noexcept {
  return found == nullptr
           ? nullptr
           : static_cast<vehicle_actor*>(caf::actor_cast<caf::abstract_actor*>(found->who));
}

void tell(report_listener& to, std::size_t index, const report_result& end) {
  if (const auto* no = std::get_if<rules::refusal>(&end))
    return to.refused(index, *no);
  verdict_counts one{};
  one[static_cast<std::size_t>(std::get<rules::verdict>(end))] = 1;
  to.taken(one);
}

} // namespace

vehicle_desk::vehicle_desk(caf::actor_config& config, surroundings& around,
                           contract::actor_kind& kind, unsigned index, shard_ptr home)
  : contract::pinned_actor(config, &kind),
    around_(around),
    vehicle_kind_(around.kinds.get("vehicle")),
    index_(index),
    home_(std::move(home)) {}

vehicle_desk::~vehicle_desk() = default;

caf::behavior vehicle_desk::make_behavior() {
  alarm_.emplace(around_.worker(index_), [this] {
    caf::anon_send(caf::actor_cast<caf::actor>(address()), deadline_came{});
  });
  return {
    [this](take_report& r) { take(r); },
    [this](take_reports& some) { take_all(some); },
    [this](tell_vehicle& t) { forward(t); },
    [this](follow& f) { forward(f); },
    [this](bring_vehicle_back& b) {
      auto id = b.known.record.id;
      auto made = contract::spawn_on<vehicle_actor>(system(), around_.worker(index_), around_,
                                                    vehicle_kind_, home_, std::move(b.known));
      caf::anon_send(made, deadline_came{}); // wakes it
      vehicles_.add(id, std::move(made));
    },
    [this](survey& s) { begin(std::move(s)); },
    [this](deadline_came) { go_on(); },
    [this](const contract::may_go& m) { vehicles_.let_go(m); },
  };
}

void vehicle_desk::on_exit() {
  vehicles_.dismiss_all();
  tours_.clear();
  alarm_.reset();
  home_->log->close();
}

template <class Message>
void vehicle_desk::forward(Message& what) {
  const auto id = what.vehicle_id;
  vehicles_.tell(id, std::move(what), [&] {
    return contract::spawn_on<vehicle_actor>(system(), around_.worker(index_), around_,
                                             vehicle_kind_, home_, id);
  });
}

/// The actor of a vehicle that may be called in place of sending it a report: it lives on this thread,
/// is not in the middle of something and has heard all that was sent before, so nothing is overtaken.
vehicle_actor* vehicle_desk::ready(const contract::roster::entry* found) {
  auto* who = actor_behind(found);
  return who != nullptr && who->is_ready(found->sent) ? who : nullptr;
}

void vehicle_desk::take(take_report& what) {
  auto* to = ready(vehicles_.find(what.vehicle_id));
  if (!to)
    return forward(what);
  vehicle_kind_.direct.fetch_add(1, std::memory_order_relaxed);
  what.reply(to->take_now({what.who, what.device_key, what.seen, around_.now()}));
}

/// Vehicles lie all over the memory: each is fetched while those before it are worked on.
void vehicle_desk::take_all(take_reports& some) {
  const auto found = vehicles_.find_all(
    some.all, [](const listed_report& each) -> std::string_view { return each.vehicle_id; });
  const auto at = [&found](std::size_t i) {
    return i < found.size() ? actor_behind(found[i]) : nullptr;
  };
  const auto now = around_.now();
  verdict_counts counts{};
  std::uint64_t direct = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (const auto* who = at(i + fetched_ahead))
      who->fetch();
    if (const auto* who = at(i + finished_ahead))
      who->fetch_more();
    direct += take_listed(some, some.all[i], found[i], now, counts) ? 1 : 0;
  }
  vehicle_kind_.direct.fetch_add(direct, std::memory_order_relaxed);
  some.to->taken(counts);
}

/// Whether it went without a message. What the roster gave stays while others are added to it.
bool vehicle_desk::take_listed(const take_reports& of, listed_report& what,
                               const contract::roster::entry* found, instant now,
                               verdict_counts& counts) {
  if (auto* to = ready(found)) {
    const auto end = to->take_now({*of.who, std::nullopt, what.seen, now});
    if (const auto* seen = std::get_if<rules::verdict>(&end))
      ++counts[static_cast<std::size_t>(*seen)];
    else
      of.to->refused(what.index, std::get<rules::refusal>(end));
    return true;
  }
  take_report one{
    std::move(what.vehicle_id),
    what.seen,
    *of.who,
    {},
    [to = of.to, index = what.index](const report_result& end) { tell(*to, index, end); }};
  forward(one);
  return false;
}

void vehicle_desk::begin(survey what) {
  auto& made = tours_.emplace_back(tour{std::move(what), {}});
  for (const auto& [id, each] : home_->roster)
    if (each->is_online)
      made.left.push_back(id);
  if (!alarm_->armed())
    go_on();
}

void vehicle_desk::go_on() {
  // One part of each, so that none waits for another.
  for (auto count = tours_.size(); count > 0; --count) {
    auto now = std::move(tours_.front());
    tours_.pop_front();
    for (std::size_t i = 0; i < now.what.per_turn && !now.left.empty(); ++i) {
      const auto found = home_->roster.find(now.left.back());
      if (found != home_->roster.end())
        now.what.each(*found->second);
      now.left.pop_back();
    }
    if (now.left.empty())
      now.what.done();
    else
      tours_.push_back(std::move(now));
  }
  if (!tours_.empty())
    alarm_->set(breath);
}

} // namespace fleetwire::systems::fleet::live
