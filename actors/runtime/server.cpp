#include "actors/runtime/server.hpp"

#include "actors/runtime/client.hpp"
#include "config/log.hpp"

#include <random>

namespace fleetwire::runtime {

void guarded(server& owner, std::string_view nsp, std::string_view what,
             const std::function<void()>& call) {
  std::string_view why = "unknown exception";
  std::string text;
  try {
    return call();
  } catch (const std::exception& failure) {
    text = failure.what();
    why = text;
  } catch (...) {}
  owner.counters.handler_failures.fetch_add(1, std::memory_order_relaxed);
  log::error("socketio", "handler_failed", {{"nsp", nsp}, {"event", what}, {"what", why}});
}

server::server(server_config config, const contract::encoder& encoder,
               contract::kind_registry& kinds)
  : config_(config),
    max_rooms_(config.max_rooms_per_socket),
    max_namespaces_(config.max_namespaces),
    encoder_(encoder),
    room_kind_(kinds.get("room")),
    epoch_(std::random_device{}()) {}

server::~server() {
  entrance_->shut();
  for (auto& each : spaces()) {
    each->forget_rules();
    each->abandon();
  }
  for (auto& each : templates_)
    each->forget_rules();
}

std::shared_ptr<space> server::create(const std::string& name, std::shared_ptr<definition> rules) {
  auto fresh = std::make_shared<space>(*this, name, std::move(rules));
  if (system_)
    fresh->open();
  spaces_.emplace(name, fresh);
  return fresh;
}

std::shared_ptr<space> server::of(std::string_view name) {
  auto full = name.starts_with('/') ? std::string{name} : '/' + std::string{name};
  std::lock_guard guard{mutex_};
  if (auto found = spaces_.find(full); found != spaces_.end())
    return found->second;
  return create(full, std::make_shared<definition>());
}

std::shared_ptr<space> server::of_filter(namespace_filter filter) {
  auto rules = std::make_shared<definition>();
  parents_.push_back({std::move(filter), rules});
  // A handle to write the rules through; no socket ever lives in it.
  auto pattern = std::make_shared<space>(*this, std::string{}, std::move(rules));
  templates_.push_back(pattern);
  return pattern;
}

void server::open(caf::actor_system& system, std::vector<contract::worker*> workers) {
  std::lock_guard guard{mutex_};
  system_ = &system;
  workers_ = std::move(workers);
  entrance_->open(system, workers_);
  for (auto& [name, each] : spaces_)
    each->open();
}

void server::reconfigure(const server_config& changed) noexcept {
  max_rooms_ = changed.max_rooms_per_socket;
  max_namespaces_ = changed.max_namespaces;
}

void server::close() {
  entrance_->shut();
  for (auto& each : spaces())
    each->close();
}

std::shared_ptr<contract::link_owner> server::accept(contract::link& connection, unsigned worker) {
  return std::make_shared<client>(*this, connection, worker);
}

std::shared_ptr<space> server::known(std::string_view name) const {
  std::lock_guard guard{mutex_};
  auto found = spaces_.find(name);
  return found == spaces_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<space>> server::spaces() const {
  std::lock_guard guard{mutex_};
  std::vector<std::shared_ptr<space>> result;
  for (const auto& [name, each] : spaces_)
    result.push_back(each);
  return result;
}

void server::find(unsigned worker, const std::string& name, const json& auth, find_callback found) {
  if (auto existing = known(name))
    return found(std::move(existing));
  ask_parents(worker, 0, name, auth, std::move(found));
}

void server::ask_parents(unsigned worker, std::size_t index, std::string name, json auth,
                         find_callback found) {
  if (index == parents_.size())
    return found(nullptr);
  const auto& parent = parents_[index];
  auto decided = std::make_shared<std::atomic<bool>>(false);
  // The decision may come late, when there is no server any more.
  auto decide = [this, way = entrance_, worker, index, name, auth, found, decided](bool yes) {
    if (decided->exchange(true))
      return;
    way->submit(worker, [this, worker, index, name, auth, found, yes] {
      if (!yes)
        return ask_parents(worker, index + 1, name, auth, found);
      std::unique_lock guard{mutex_};
      auto existing = spaces_.find(name);
      auto result =
        existing != spaces_.end() ? existing->second : create(name, parents_[index].rules);
      guard.unlock();
      found(std::move(result));
    });
  };
  try {
    parent.filter(name, auth, decide);
  } catch (const std::exception& failure) {
    log::error("socketio", "filter_failed", {{"nsp", name}, {"what", failure.what()}});
    decide(false);
  } catch (...) {
    log::error("socketio", "filter_failed", {{"nsp", name}, {"what", "unknown"}});
    decide(false);
  }
}

} // namespace fleetwire::runtime
