#include "actors/runtime/replay.hpp"

#include <algorithm>
#include <charconv>

namespace fleetwire::runtime {

namespace {

constexpr int radix = 36;

template <class T>
void append_number(std::string& out, T number) {
  char buffer[16];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number, radix);
  static_cast<void>(error); // 13 digits hold any 64-bit number in base 36
  out.append(buffer, end);
}

template <class T>
bool take_number(std::string_view& text, T& number) noexcept {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, radix);
  if (error != std::errc{})
    return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_dot(std::string_view& text) noexcept {
  if (text.empty() || text.front() != '.')
    return false;
  text.remove_prefix(1);
  return true;
}

} // namespace

std::string offset::text() const {
  std::string result;
  append_number(result, epoch);
  result += '.';
  append_number(result, worker);
  result += '.';
  append_number(result, count);
  return result;
}

std::optional<offset> offset::parse(std::string_view text) noexcept {
  offset result;
  bool good = take_number(text, result.epoch) && take_dot(text) && take_number(text, result.worker)
              && take_dot(text) && take_number(text, result.count) && text.empty()
              && result.count != 0;
  if (!good)
    return std::nullopt;
  return result;
}

void replay_ring::add(offset id, contract::encoded_ptr frame, std::size_t size,
                      std::shared_ptr<const target> where, contract::steady_time now,
                      bool only_here) {
  if (seen_.size() <= id.worker)
    seen_.resize(id.worker + std::size_t{1}, 0);
  seen_[id.worker] = id.count;
  places_.emplace(id, end());
  entries_.push_back(entry{{id, std::move(frame)}, std::move(where), size, now, only_here});
  bytes_ += size;
  while (bytes_ > max_bytes_ && !entries_.empty())
    drop_front();
  expire(now);
}

void replay_ring::drop_front() {
  const auto& id = entries_.front().what.id;
  if (!entries_.front().only_here) {
    if (forgotten_.size() <= id.worker)
      forgotten_.resize(id.worker + std::size_t{1}, 0);
    forgotten_[id.worker] = id.count;
  }
  bytes_ -= entries_.front().size;
  places_.erase(entries_.front().what.id);
  entries_.pop_front();
  ++base_;
}

void replay_ring::expire(contract::steady_time now) {
  while (!entries_.empty() && entries_.front().at + max_age_ < now)
    drop_front();
}

std::optional<position> replay_ring::find(const offset& id) const {
  auto found = places_.find(id);
  if (found == places_.end())
    return std::nullopt;
  return found->second;
}

bool replay_ring::meant_for(const target& where, position at, std::string_view own_room,
                            const std::vector<stay>& stays) {
  auto is_in = [&](const std::string& room) {
    return room == own_room || std::any_of(stays.begin(), stays.end(), [&](const stay& s) {
             return s.since <= at && at < s.until && s.room == room;
           });
  };
  if (std::any_of(where.except.begin(), where.except.end(), is_in))
    return false;
  return where.rooms.empty() || std::any_of(where.rooms.begin(), where.rooms.end(), is_in);
}

void replay_ring::collect(position from, std::string_view own_room, const std::vector<stay>& stays,
                          const std::vector<std::uint64_t>& covered,
                          std::vector<replayable>& out) const {
  for (auto at = std::max(from, base_); at < end(); ++at) {
    const auto& each = entries_[at - base_];
    auto sender = each.what.id.worker;
    bool known = sender < covered.size() && each.what.id.count <= covered[sender];
    if (!known && meant_for(*each.where, at, own_room, stays))
      out.push_back(each.what);
  }
}

bool replay_ring::forgot_beyond(const std::vector<std::uint64_t>& seen) const noexcept {
  for (std::size_t sender = 0; sender < forgotten_.size(); ++sender)
    if (forgotten_[sender] > (sender < seen.size() ? seen[sender] : 0))
      return true;
  return false;
}

void replay_ring::collect_unseen(const std::vector<std::uint64_t>& seen, std::string_view own_room,
                                 const std::vector<stay>& stays,
                                 std::vector<replayable>& out) const {
  for (auto at = base_; at < end(); ++at) {
    const auto& each = entries_[at - base_];
    auto from = each.what.id.worker;
    bool known = from < seen.size() && each.what.id.count <= seen[from];
    if (!known && !each.only_here && meant_for(*each.where, at, own_room, stays))
      out.push_back(each.what);
  }
}

void recovery_state::queued(const offset& id, const replay_ring& ring) {
  if (joined < ring.begin() && last_at < ring.begin()) {
    // The ring has forgotten all it ever told this socket: history begins anew behind `last`.
    joined = ring.end();
    carried.clear();
    carried_base = last;
    std::erase_if(left, [&](const stay& each) { return each.until <= joined; });
  }
  last = id;
  last_at = ring.end();
}

std::optional<std::vector<replayable>> missed_events(const replay_ring& ring,
                                                     const recovery_state& state,
                                                     const std::vector<stay>& stays,
                                                     std::string_view own_room, position cut,
                                                     const offset& client) {
  std::vector<replayable> missed;
  // It has everything that was ever queued to it: only what came after the cut is missing. This
  // holds however long ago its last event was, even if the ring has forgotten that one.
  auto from = cut;
  if (client != state.last) {
    // A late copy of what it was told elsewhere has no meaningful place here.
    if (auto place = ring.find(client); place && *place >= state.joined && !state.knows(client)) {
      from = *place + 1;
    } else {
      const auto& old = state.carried;
      auto known = std::find_if(old.begin(), old.end(),
                                [&](const replayable& each) { return each.id == client; });
      if (known == old.end() && client != state.carried_base)
        return std::nullopt;
      missed.assign(known == old.end() ? old.begin() : known + 1, old.end());
      from = state.joined;
    }
  }
  if (from < ring.begin())
    return std::nullopt;
  ring.collect(from, own_room, stays, state.covered, missed);
  return missed;
}

} // namespace fleetwire::runtime
