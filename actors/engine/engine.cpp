#include <fleetwire/engine.hpp>

#include "actors/engine/core.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <regex>

namespace fleetwire {

namespace {

/// Longest namespace a pattern is tried on: the matcher of the standard library recurses.
constexpr std::size_t longest_matched_name = 256;

} // namespace

struct virtual_clock::impl {
  std::shared_ptr<contract::manual_clock> clock = std::make_shared<contract::manual_clock>();
  std::mutex mutex;
  std::vector<core*> followers; ///< guarded by mutex
};

virtual_clock::virtual_clock() : impl_(std::make_shared<impl>()) {}

void virtual_clock::advance(std::chrono::milliseconds by) {
  impl_->clock->advance(by);
  std::lock_guard guard{impl_->mutex};
  for (auto* each : impl_->followers)
    each->wake_all();
}

struct engine::impl {
  impl(settings options, std::shared_ptr<virtual_clock::impl> time)
    : clock(std::move(time)), heart(std::move(options), clock ? clock->clock : nullptr) {}
  std::shared_ptr<virtual_clock::impl> clock;
  core heart;
  std::mutex mutex;
  std::condition_variable changed;
  bool stop_wanted = false; ///< guarded by mutex
  std::mutex stopping;      ///< held by the one who stops or reloads
};

engine::engine(settings options) : impl_(std::make_unique<impl>(std::move(options), nullptr)) {}

engine::engine(settings options, const virtual_clock& clock)
  : impl_(std::make_unique<impl>(std::move(options), clock.impl_)) {}

engine::~engine() {
  stop();
}

nsp engine::of(std::string_view name) {
  return nsp{impl_->heart.sockets().of(name)};
}

nsp engine::of_pattern(std::string_view pattern) {
  auto compiled = std::make_shared<std::regex>(std::string{pattern});
  return of_if([compiled](std::string_view name, const json&, std::function<void(bool)> decide) {
    decide(name.size() <= longest_matched_name
           && std::regex_search(name.begin(), name.end(), *compiled));
  });
}

nsp engine::of_if(
  std::function<void(std::string_view, const json&, std::function<void(bool)>)> accept) {
  return nsp{impl_->heart.sockets().of_filter(std::move(accept))};
}

void engine::allow_request(
  std::function<void(const connection_request&, std::function<void(bool)>)> check) {
  impl_->heart.allow_request = std::move(check);
}

void engine::on_raw_message(raw_handler handler) {
  impl_->heart.on_raw_message = std::move(handler);
}

void engine::start() {
  impl_->heart.start();
  if (impl_->clock) {
    std::lock_guard guard{impl_->clock->mutex};
    impl_->clock->followers.push_back(&impl_->heart);
  }
}

void engine::run() {
  if (!impl_->heart.started())
    start();
  {
    std::unique_lock guard{impl_->mutex};
    impl_->changed.wait(guard, [this] { return impl_->stop_wanted; });
  }
  stop();
}

void engine::stop() {
  request_stop();
  std::lock_guard one_at_a_time{impl_->stopping};
  if (impl_->clock) {
    std::lock_guard guard{impl_->clock->mutex};
    std::erase(impl_->clock->followers, &impl_->heart);
  }
  impl_->heart.stop();
}

void engine::request_stop() {
  {
    std::lock_guard guard{impl_->mutex};
    impl_->stop_wanted = true;
  }
  impl_->changed.notify_all();
}

void engine::reload(const settings& changed) {
  std::unique_lock alone{impl_->stopping, std::try_to_lock};
  if (alone)
    impl_->heart.reload(changed); // else it stops, and nothing of it is left to change
}

std::uint16_t engine::port() const noexcept {
  return impl_->heart.port();
}

std::uint16_t engine::telemetry_port() const noexcept {
  return impl_->heart.telemetry_port();
}

bool engine::ready() const noexcept {
  return impl_->heart.ready();
}

std::vector<embedded*> engine::systems() const {
  return impl_->heart.embedded_systems();
}

void engine::post(std::function<void()> task) {
  impl_->heart.post(std::move(task));
}

void engine::after(std::chrono::milliseconds delay, std::function<void()> task) {
  impl_->heart.after(delay, std::move(task));
}

std::string_view connection_request::header(std::string_view name) const noexcept {
  for (const auto& [key, text] : headers)
    if (http::iequals(key, name))
      return text;
  return {};
}

} // namespace fleetwire
