#include "net/bridge/outbox.hpp"

#include <algorithm>
#include <utility>

namespace fleetwire::bridge {

namespace {

/// Enough for what a turn usually brings, so that a burst does not grow the list step by step.
constexpr std::size_t first_capacity = 8;
/// Entries already sent are cut off the front once there are so many.
constexpr std::size_t compact_at = 1024;

} // namespace

outbox::verdict outbox::push(const contract::encoded_ptr& what, contract::send_mode mode,
                             bool blocked, const limits& bounds) {
  if (mode.is_volatile && blocked)
    return verdict::dropped;
  auto size = what->frames.size();
  auto result = verdict::queued;
  if (mode.key != 0 && keyed_) {
    auto older = keyed_->find(mode.key);
    if (older != keyed_->end()) {
      auto& entry = entries_[older->second - removed_];
      bool is_begun = begun_ > 0 && !begun_urgent_ && &entry == front();
      if (!is_begun) {
        drop(entry);
        result = verdict::replaced;
      }
      keyed_->erase(older);
    }
  }
  if (bytes_ + size > bounds.max_bytes && !evict_volatile(bytes_ + size - bounds.max_bytes))
    return mode.is_volatile ? verdict::dropped : verdict::full;
  bytes_ += size;
  if (mode.priority) {
    if (!urgent_)
      urgent_ = std::make_unique<std::deque<entry>>();
    urgent_->push_back({what, 0, false});
    return result;
  }
  if (entries_.capacity() == 0)
    entries_.reserve(first_capacity);
  if (mode.key != 0) {
    if (!keyed_)
      keyed_ = std::make_unique<std::unordered_map<std::uint64_t, std::uint64_t>>();
    (*keyed_)[mode.key] = removed_ + entries_.size();
  }
  entries_.push_back({what, mode.key, mode.is_volatile});
  volatile_count_ += mode.is_volatile ? 1 : 0;
  return result;
}

void outbox::drop(entry& which) {
  bytes_ -= which.what->frames.size();
  volatile_count_ -= which.is_volatile ? 1 : 0;
  which.what = nullptr;
}

bool outbox::evict_volatile(std::size_t wanted) {
  std::size_t freed = 0;
  const auto* begun = begun_ > 0 && !begun_urgent_ ? front() : nullptr;
  for (auto at = head_; at < entries_.size() && freed < wanted && volatile_count_ > 0; ++at) {
    auto& each = entries_[at];
    if (!each.what || !each.is_volatile || &each == begun)
      continue;
    freed += each.what->frames.size();
    if (each.key != 0 && keyed_)
      keyed_->erase(each.key);
    drop(each);
    ++evicted_;
  }
  return freed >= wanted;
}

std::size_t outbox::take_evicted() noexcept {
  return std::exchange(evicted_, 0);
}

bool outbox::urgent_first() const noexcept {
  // A begun packet is finished first, wherever it lies.
  if (begun_ > 0)
    return begun_urgent_;
  return urgent_ && !urgent_->empty();
}

const outbox::entry* outbox::front() const noexcept {
  if (urgent_first())
    return &urgent_->front();
  for (auto at = head_; at < entries_.size(); ++at)
    if (entries_[at].what)
      return &entries_[at];
  return nullptr;
}

void outbox::peek(std::string& out, std::size_t limit) const {
  auto take = [&](const entry& each, std::size_t skip) {
    out.append(each.what->frames, skip);
    return out.size() < limit;
  };
  const entry* begun = begun_ > 0 ? front() : nullptr;
  if (begun && !take(*begun, begun_))
    return;
  if (urgent_)
    for (const auto& each : *urgent_)
      if (&each != begun && !take(each, 0))
        return;
  for (auto at = head_; at < entries_.size(); ++at)
    if (entries_[at].what && &entries_[at] != begun && !take(entries_[at], 0))
      return;
}

std::string_view outbox::single() const noexcept {
  const auto* only = front();
  if (!only || only->what->frames.size() - begun_ != bytes_)
    return {};
  return std::string_view{only->what->frames}.substr(begun_);
}

void outbox::advance() {
  if (urgent_first()) {
    urgent_->pop_front();
  } else {
    while (!entries_[head_].what)
      ++head_;
    auto& done = entries_[head_];
    if (done.key != 0 && keyed_) {
      auto known = keyed_->find(done.key);
      if (known != keyed_->end() && known->second == removed_ + head_)
        keyed_->erase(known);
    }
    volatile_count_ -= done.is_volatile ? 1 : 0;
    done.what = nullptr;
    ++head_;
  }
  begun_ = 0;
  if (head_ >= compact_at && head_ * 2 > entries_.size()) {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
    removed_ += head_;
    head_ = 0;
  }
}

void outbox::consume(std::size_t count) {
  bytes_ -= count;
  while (count > 0) {
    bool is_urgent = urgent_first();
    auto* next = front();
    auto left = next->what->frames.size() - begun_;
    if (count < left) {
      begun_ += count;
      begun_urgent_ = is_urgent;
      return;
    }
    count -= left;
    advance();
  }
  if (bytes_ == 0)
    release();
}

contract::encoded_ptr outbox::pop() {
  auto* next = front();
  if (!next)
    return nullptr;
  auto result = next->what;
  consume(result->frames.size());
  return result;
}

void outbox::clear() noexcept {
  bytes_ = 0;
  release();
}

void outbox::release() noexcept {
  // Idle connections hold nothing: there are tens of thousands of them.
  entries_ = {};
  urgent_ = nullptr;
  keyed_ = nullptr;
  head_ = removed_ = begun_ = volatile_count_ = 0;
  begun_urgent_ = false;
}

} // namespace fleetwire::bridge
