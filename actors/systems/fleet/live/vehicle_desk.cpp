#include "actors/systems/fleet/live/vehicle_desk.hpp"

#include "actors/contract/spawn.hpp"
#include "actors/systems/fleet/live/vehicle_actor.hpp"

#include <utility>

#include "caf/actor_cast.hpp"
#include "caf/behavior.hpp"
#include "caf/send.hpp"

namespace fleetwire::systems::fleet::live {

namespace {

/// Between two turns of a survey: what it sends must not be all that the receiver gets.
constexpr std::chrono::milliseconds breath{10};

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
    [this](take_report& r) { forward(r); },
    [this](take_reports& some) {
      for (auto& each : some.all)
        forward(each);
    },
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
