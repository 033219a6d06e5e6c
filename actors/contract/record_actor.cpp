#include "actors/contract/record_actor.hpp"

#include <utility>

#include "caf/all.hpp"

namespace fleetwire::contract {

/// What was waited for has come; runs in the actor.
struct resumed {
  std::function<void()> what;
};

/// The same of something that nothing waited for.
struct called {
  std::function<void()> what;
};

} // namespace fleetwire::contract

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::contract::resumed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fleetwire::contract::called)

namespace fleetwire::contract {

caf::behavior record_actor::with_common(caf::behavior own) {
  return caf::message_handler{[this](const resumed& r) { resume_with(r.what); },
                              [](const called& c) { c.what(); }}
    .or_else(std::move(own));
}

void record_actor::run_waiting() {
  if (running_)
    return;
  running_ = true;
  while (pending_ == 0 && !waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    next();
  }
  running_ = false;
  if (pending_ == 0)
    on_idle();
}

void record_actor::resume_with(const step& what) {
  --pending_;
  running_ = true; // what it starts goes before what waits
  what();
  running_ = false;
  run_waiting();
}

record_actor::resumer record_actor::make_resumer() {
  ++pending_;
  // Weak: the store may answer when this actor and its system are gone.
  caf::weak_actor_ptr self{ctrl()};
  return [self](step what) {
    if (auto strong = self.lock())
      caf::anon_send(caf::actor_cast<caf::actor>(strong), resumed{std::move(what)});
  };
}

record_actor::resumer record_actor::caller() {
  caf::weak_actor_ptr self{ctrl()};
  return [self](step what) {
    if (auto strong = self.lock())
      caf::anon_send(caf::actor_cast<caf::actor>(strong), called{std::move(what)});
  };
}

void record_actor::wait_for(const std::function<void(resumer)>& begin) {
  begin(make_resumer());
}

void record_actor::commit(storage::job what, then next) {
  store_.write(
    storage::file::promises, std::move(what),
    [resume = make_resumer(), next = std::move(next)](const storage::status& how) mutable {
      resume([next = std::move(next), how] { next(how); });
    });
}

void record_actor::read(storage::file where, storage::job what, then next) {
  store_.read(
    where, std::move(what),
    [resume = make_resumer(), next = std::move(next)](const storage::status& how) mutable {
      resume([next = std::move(next), how] { next(how); });
    });
}

} // namespace fleetwire::contract
