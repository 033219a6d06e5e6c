#include "actors/systems/identity/password/hasher.hpp"

#include <array>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace fleetwire::systems::identity::password {

namespace {

std::string unknown_password() {
  std::string out(32, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
  return out;
}

void forget(std::string& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
}

} // namespace

hasher::hasher(hasher_options options)
  : options_(options),
    nobody_(password::hash(unknown_password(), options.today)),
    thread_([this] { run(); }) {}

hasher::~hasher() {
  stop();
}

refusal hasher::hash(std::string password, on_hashed done) {
  return enqueue({std::move(password), {}, std::move(done)});
}

refusal hasher::verify(std::string password, std::string stored, on_checked done) {
  return enqueue({std::move(password), std::move(stored), std::move(done)});
}

refusal hasher::verify_nobody(std::string password, on_checked done) {
  return enqueue({std::move(password), nobody_, std::move(done)});
}

refusal hasher::enqueue(job what) {
  {
    std::lock_guard guard{mutex_};
    auto why = stopped_                                  ? refusal::stopped
               : waiting_.size() >= options_.max_waiting ? refusal::busy
                                                         : refusal::none;
    if (why != refusal::none) {
      forget(what.password);
      return why;
    }
    waiting_.push_back(std::move(what));
  }
  filled_.notify_one();
  return refusal::none;
}

void hasher::stop() {
  {
    std::lock_guard guard{mutex_};
    if (std::exchange(stopped_, true))
      return;
  }
  filled_.notify_one();
  thread_.join();
  for (auto& each : waiting_) {
    forget(each.password);
    if (auto* hashed = std::get_if<on_hashed>(&each.done))
      (*hashed)(refusal::stopped, {});
    else
      std::get<on_checked>(each.done)({refusal::stopped, verdict::mismatch, {}});
  }
  waiting_.clear();
}

void hasher::run() {
  std::unique_lock guard{mutex_};
  for (;;) {
    filled_.wait(guard, [this] { return stopped_ || !waiting_.empty(); });
    if (stopped_)
      return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    guard.unlock();
    work(next);
    forget(next.password);
    next = {}; // what a callback holds must not outlive its call
    guard.lock();
  }
}

void hasher::work(job& what) const {
  if (auto* hashed = std::get_if<on_hashed>(&what.done)) {
    auto made = password::hash(what.password, options_.today);
    auto why = made.empty() ? refusal::failed : refusal::none;
    return (*hashed)(why, std::move(made));
  }
  checked out;
  out.result = password::verify(what.password, what.stored);
  if (out.result == verdict::match && needs_rehash(what.stored, options_.today))
    out.renewed = password::hash(what.password, options_.today);
  std::get<on_checked>(what.done)(std::move(out));
}

} // namespace fleetwire::systems::identity::password
