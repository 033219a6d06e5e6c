#include "actors/runtime/shard.hpp"

#include "actors/runtime/server.hpp"
#include "actors/runtime/space.hpp"

#include <algorithm>
#include <functional>

namespace fleetwire::runtime {

/// Forgets ghosts whose time has come.
class shard::sweeper final : public contract::timer {
public:
  explicit sweeper(shard& owner) : owner_(owner) {}
  void on_timer() override {
    owner_.drop_expired();
    owner_.schedule_sweep();
  }

private:
  shard& owner_;
};

shard::shard(space& owner, contract::worker& where)
  : owner_(owner),
    worker_(where),
    index_(where.index()),
    ring_(owner.owner().config().recovery_bytes, owner.owner().config().max_disconnection),
    sweeper_(std::make_unique<sweeper>(*this)) {}

shard::~shard() = default;

// -- index --------------------------------------------------------------------------------------------

void shard::add(member& who) {
  members_.emplace(who.id(), who.self());
  owner_.population.fetch_add(1, std::memory_order_relaxed);
}

void shard::remove(member& who) {
  while (!who.seats_.empty())
    unseat(who, who.seats_.size() - 1);
  if (members_.erase(who.id()) != 0)
    owner_.population.fetch_sub(1, std::memory_order_relaxed);
}

void shard::abandon() noexcept {
  for (auto& [name, each] : rooms_) {
    for (auto& place : each->places)
      place.who->seats_.clear();
    owner_.rooms()->leave(each->slot);
  }
  rooms_.clear();
  for (auto& [id, who] : members_)
    who->lose_client();
  members_.clear();
}

member* shard::find(std::string_view id) const noexcept {
  auto found = members_.find(id);
  return found == members_.end() ? nullptr : found->second.get();
}

room& shard::seat_in(member& who, std::string_view room_name, position since) {
  auto found = rooms_.find(room_name);
  if (found == rooms_.end()) {
    auto& occupied = *owner_.rooms();
    auto fresh =
      std::make_unique<room>(std::string{room_name}, occupied.slot_of(&owner_, room_name));
    occupied.enter(fresh->slot);
    found = rooms_.emplace(fresh->name, std::move(fresh)).first;
    owner_.room_count.fetch_add(1, std::memory_order_relaxed);
    auto home = static_cast<unsigned>(text_hash{}(room_name) % worker_.count());
    worker_.peer(home).submit(
      [&space = owner_, home, name = std::string{room_name}, here = worker_.index()] {
        if (auto* rooms = space.directory(home))
          rooms->opened(name, here);
      });
  }
  auto& in = *found->second;
  who.seats_.push_back({&in, static_cast<std::uint32_t>(in.places.size()), since});
  in.places.push_back({&who, static_cast<std::uint32_t>(who.seats_.size() - 1)});
  return in;
}

void shard::unseat(member& who, std::size_t seat) {
  auto gone = who.seats_[seat];
  // The last of each list takes the free place.
  auto& places = gone.in->places;
  places[gone.index] = places.back();
  places[gone.index].who->seats_[places[gone.index].seat].index = gone.index;
  places.pop_back();
  who.seats_[seat] = who.seats_.back();
  who.seats_.pop_back();
  if (seat < who.seats_.size())
    who.seats_[seat].in->places[who.seats_[seat].index].seat = static_cast<std::uint32_t>(seat);
  if (!places.empty())
    return;
  auto home = static_cast<unsigned>(text_hash{}(gone.in->name) % worker_.count());
  worker_.peer(home).submit([&space = owner_, home, name = gone.in->name, here = worker_.index()] {
    if (auto* rooms = space.directory(home))
      rooms->closed(name, here);
  });
  owner_.rooms()->leave(gone.in->slot);
  rooms_.erase(rooms_.find(gone.in->name));
  owner_.room_count.fetch_sub(1, std::memory_order_relaxed);
}

bool shard::join(member& who, std::string_view room_name) {
  auto sits = [&](const member::seat& seat) { return seat.in->name == room_name; };
  if (room_name == who.id() || std::any_of(who.seats_.begin(), who.seats_.end(), sits))
    return true;
  if (who.seats_.size() >= owner_.owner().max_rooms_per_socket())
    return false;
  seat_in(who, room_name, ring_.end());
  return true;
}

void shard::leave(member& who, std::string_view room_name) {
  auto sits = [&](const member::seat& seat) { return seat.in->name == room_name; };
  auto found = std::find_if(who.seats_.begin(), who.seats_.end(), sits);
  if (found == who.seats_.end())
    return;
  if (who.history_) {
    auto& left = who.history_->left;
    std::erase_if(left, [&](const stay& each) { return each.until <= ring_.begin(); });
    left.push_back({std::string{room_name}, found->since, ring_.end()});
  }
  unseat(who, static_cast<std::size_t>(found - who.seats_.begin()));
}

void shard::select(const target& where, std::vector<member*>& out) {
  if (++epoch_ == 0) {
    // Four thousand million broadcasts later: old marks must not look new.
    for (auto& [id, who] : members_)
      who->mark_ = 0;
    epoch_ = 1;
  }
  auto each_of = [&](const std::string& name, auto&& visit) {
    if (auto found = rooms_.find(name); found != rooms_.end())
      for (auto& place : found->second->places)
        visit(*place.who);
    else if (auto* who = find(name))
      visit(*who);
  };
  auto take = [&](member& who) {
    if (who.mark_ != epoch_) {
      who.mark_ = epoch_;
      out.push_back(&who);
    }
  };
  for (const auto& name : where.except)
    each_of(name, [&](member& who) { who.mark_ = epoch_; });
  if (where.rooms.empty())
    for (auto& [id, who] : members_)
      take(*who);
  for (const auto& name : where.rooms)
    each_of(name, take);
}

// -- events -------------------------------------------------------------------------------------------

void shard::deliver(const outgoing& what, const std::shared_ptr<const target>& where) {
  scratch_.clear();
  select(*where, scratch_);
  for (auto* who : scratch_)
    if (what.id.empty() || !who->history_ || !who->history_->knows(what.id))
      who->deliver(what.frame, what.mode, what.id);
  owner_.owner().counters.events_out.fetch_add(scratch_.size(), std::memory_order_relaxed);
  if (!what.id.empty())
    ring_.add(what.id, what.frame, what.size, where, worker_.clock().now());
}

void shard::deliver_to(member& who, const outgoing& what) {
  who.deliver(what.frame, what.mode, what.id);
  owner_.owner().counters.events_out.fetch_add(1, std::memory_order_relaxed);
  if (what.id.empty())
    return;
  auto where = std::make_shared<target>();
  where->rooms.emplace_back(who.id());
  ring_.add(what.id, what.frame, what.size, std::move(where), worker_.clock().now(), true);
}

// -- recovery -----------------------------------------------------------------------------------------

void shard::keep_ghost(member& who) {
  ghost kept;
  kept.pid = who.pid_;
  kept.id = who.id_;
  kept.data = who.data_;
  kept.auth = who.auth_;
  kept.history = std::move(*who.history_);
  kept.stays = std::move(kept.history.left);
  kept.history.left.clear();
  for (const auto& seat : who.seats_)
    kept.stays.push_back({seat.in->name, seat.since, UINT64_MAX});
  kept.cut = kept.history.cut.value_or(ring_.end());
  kept.cut_at = worker_.clock().wall();
  kept.at = worker_.clock().now();
  who.history_ = nullptr;
  add_ghost(std::move(kept));
}

void shard::add_ghost(ghost who) {
  who.held = occupancy_hold{owner_.rooms()};
  for (const auto& each : who.stays)
    if (each.until == UINT64_MAX)
      who.held.add(&owner_, each.room);
  // Oldest first; one from elsewhere may be older than those that are here.
  auto behind = ghosts_.end();
  while (behind != ghosts_.begin() && std::prev(behind)->at > who.at)
    --behind;
  auto place = ghosts_.insert(behind, std::move(who));
  by_pid_.emplace(place->pid.text(), place);
  schedule_sweep();
}

void shard::drop_ghosts(const target& where) {
  const auto in = [](const ghost& who, const std::string& room) {
    return who.id.text() == room || std::ranges::any_of(who.stays, [&](const stay& each) {
             return each.until == UINT64_MAX && each.room == room;
           });
  };
  for (auto each = ghosts_.begin(); each != ghosts_.end();) {
    const auto holds = [&](const std::string& room) { return in(*each, room); };
    const bool meant = (where.rooms.empty() || std::ranges::any_of(where.rooms, holds))
                       && std::ranges::none_of(where.except, holds);
    if (meant)
      by_pid_.erase(each->pid.text());
    each = meant ? ghosts_.erase(each) : std::next(each);
  }
}

void shard::drop_expired() {
  auto oldest = worker_.clock().now() - owner_.owner().config().max_disconnection;
  while (!ghosts_.empty() && ghosts_.front().at <= oldest) {
    by_pid_.erase(ghosts_.front().pid.text());
    ghosts_.pop_front();
  }
  ring_.expire(worker_.clock().now());
}

void shard::schedule_sweep() {
  if (ghosts_.empty())
    return;
  auto due = ghosts_.front().at + owner_.owner().config().max_disconnection;
  if (!sweeper_->armed() || due < sweeper_->deadline())
    worker_.timers().arm(*sweeper_, due);
}

std::optional<revival> shard::revive(const random_id& pid, const offset& client) {
  auto found = by_pid_.find(pid.text());
  if (found == by_pid_.end())
    return std::nullopt;
  auto at = found->second;
  by_pid_.erase(found);
  revival back;
  back.who = std::move(*at);
  ghosts_.erase(at);
  auto missed = missed_events(ring_, back.who.history, back.who.stays, back.who.id.text(),
                              back.who.cut, client);
  if (!missed)
    return std::nullopt;
  back.missed = std::move(*missed);
  back.told = ring_.end();
  back.seen = ring_.seen();
  const auto& covered = back.who.history.covered;
  back.seen.resize(std::max(back.seen.size(), covered.size()), 0);
  for (std::size_t i = 0; i < covered.size(); ++i)
    back.seen[i] = std::max(back.seen[i], covered[i]);
  back.client = client;
  back.from = worker_.index();
  return back;
}

bool shard::can_settle(const revival& back) const noexcept {
  return back.from == worker_.index() ? back.told >= ring_.begin()
                                      : !ring_.forgot_beyond(back.seen);
}

bool shard::catch_up(member& who, position since, std::vector<replayable>& out) const {
  if (since < ring_.begin())
    return false;
  auto stays = who.history_->left;
  for (const auto& seat : who.seats_)
    stays.push_back({seat.in->name, seat.since, UINT64_MAX});
  ring_.collect(since, who.id(), stays, who.history_->covered, out);
  return true;
}

std::vector<replayable> shard::settle(member& who, revival back) {
  auto& state = *who.history_;
  bool moved = back.from != worker_.index();
  who.id_ = back.who.id;
  who.pid_ = back.who.pid; // the client knows by it that it was recovered
  who.data_ = std::move(back.who.data);
  who.recovered_ = true;
  if (moved) {
    // What its old worker had not heard yet came after the cut: only the rooms that last count.
    std::vector<stay> lasting;
    for (const auto& each : back.who.stays)
      if (each.until == UINT64_MAX)
        lasting.push_back({each.room, 0, UINT64_MAX});
    ring_.collect_unseen(back.seen, who.id(), lasting, back.missed);
  } else {
    // Between its revival and now it was neither ghost nor member.
    ring_.collect(back.told, who.id(), back.who.stays, back.who.history.covered, back.missed);
  }
  state.cut = state.last_at = ring_.end();
  state.last = back.missed.empty() ? back.who.history.last : back.missed.back().id;
  if (moved) {
    // This ring knows nothing of what happened elsewhere: the socket carries it along.
    state.joined = ring_.end();
    state.carried = back.missed;
    state.carried_base = back.client;
    state.covered = std::move(back.seen);
  } else {
    state.joined = back.who.history.joined;
    state.carried = std::move(back.who.history.carried);
    state.carried_base = back.who.history.carried_base;
    state.covered = std::move(back.who.history.covered);
  }
  for (auto& each : back.who.stays) {
    if (each.until == UINT64_MAX)
      seat_in(who, each.room, moved ? ring_.end() : each.since);
    else if (!moved)
      state.left.push_back(std::move(each));
  }
  return std::move(back.missed);
}

std::vector<ghost> shard::take_ghosts_for_storage() {
  drop_expired();
  std::vector<ghost> result;
  for (auto& each : ghosts_) {
    // The ring does not survive: each ghost carries its own part of it.
    auto& state = each.history;
    auto collect = [&](position from) {
      ring_.collect(from, each.id.text(), each.stays, state.covered, state.carried);
    };
    if (state.joined >= ring_.begin()) {
      collect(state.joined);
    } else if (each.cut < ring_.begin()) {
      continue; // something it missed is forgotten: it cannot come back whole
    } else {
      state.carried.clear();
      state.carried_base = std::nullopt;
      collect(ring_.begin());
      auto is_last = [&](const replayable& known) { return known.id == state.last; };
      if (std::none_of(state.carried.begin(), state.carried.end(), is_last)) {
        // Its last event is forgotten: what came after the cut follows that one.
        state.carried.clear();
        state.carried_base = state.last;
        collect(each.cut);
      }
    }
    if (!state.carried.empty())
      state.last = state.carried.back().id;
    result.push_back(std::move(each));
  }
  ghosts_.clear();
  by_pid_.clear();
  return result;
}

} // namespace fleetwire::runtime
