#pragma once

#include "actors/contract/clock.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/identity/store/schema.hpp"
#include "storage/backends/open_store.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>

/// An engine's side of a system, without an engine: a store in memory, a clock by hand, one worker
/// that stands still until it is told.
namespace fleetwire::systems::identity::testing {

/// Runs what it is given when the test says so.
class queue_worker final : public contract::worker {
public:
  unsigned index() const noexcept override { return 0; }
  unsigned count() const noexcept override { return 1; }
  void post(contract::task_ptr what) override {
    std::lock_guard guard{mutex_};
    waiting_.push_back(std::move(what));
    filled_.notify_one();
  }
  contract::worker& peer(unsigned) noexcept override { return *this; }
  bool here() const noexcept override { return true; }
  contract::timers& timers() noexcept override { std::terminate(); }
  const contract::clock& clock() const noexcept override { std::terminate(); }
  void at_end_of_turn(contract::flushable&) override { std::terminate(); }
  /// Waits for the next task.
  void step() {
    std::unique_lock guard{mutex_};
    if (!filled_.wait_for(guard, std::chrono::seconds{60}, [this] { return !waiting_.empty(); }))
      throw std::runtime_error("nothing comes");
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    guard.unlock();
    next->run();
  }

private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<contract::task_ptr> waiting_;
};

class fake_host final : public contract::system_host {
public:
  fake_host() {
    storage::status opened;
    const storage::schema schemas[] = {identity_schema()};
    store_ = storage::open_store({}, schemas, opened);
    if (!store_)
      throw std::runtime_error(opened.detail());
  }
  nsp of(std::string_view) override { throw std::logic_error("no sockets here"); }
  void serve(std::string_view, contract::page) override {}
  void route(contract::web_route what) override {
    routes.emplace(std::string{what.method} + ' ' + std::string{what.pattern}, std::move(what));
  }
  void provide_auth(contract::auth_port&) override {}
  bool has_auth() const noexcept override { return false; }
  contract::auth_port& auth() override { throw std::logic_error("the gate is at hand"); }
  const config::section& section(std::string_view) const override {
    throw std::logic_error("settings are given");
  }
  const std::string& data_folder() const noexcept override { return folder_; }
  storage::store& store() override { return *store_; }
  caf::actor_system& actors() override { throw std::logic_error("no actors here"); }
  unsigned workers() const noexcept override { return 1; }
  contract::worker& worker(unsigned) override { return only; }
  const contract::clock& clock() const noexcept override { return time; }
  contract::kind_registry& kinds() override { throw std::logic_error("no actors here"); }
  void after(std::chrono::milliseconds, std::function<void()>) override {}

  contract::manual_clock time;
  queue_worker only;
  std::map<std::string, contract::web_route> routes;

private:
  std::string folder_;
  std::unique_ptr<storage::store> store_;
};

} // namespace fleetwire::systems::identity::testing
