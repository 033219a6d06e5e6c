#pragma once

#include "actors/contract/worker.hpp"
#include "actors/runtime/definition.hpp"
#include "actors/runtime/member.hpp"
#include "actors/runtime/occupancy.hpp"
#include "actors/runtime/replay.hpp"

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace fleetwire::runtime {

class space;

/// The local members of a room on one worker.
struct room {
  room(std::string room_name, occupancy::slot where) : name(std::move(room_name)), slot(where) {}
  struct place {
    member* who = nullptr;
    std::uint32_t seat = 0; ///< index in who's seats
  };
  const std::string name;
  const occupancy::slot slot; ///< entered while the room is there
  std::vector<place> places;
};

/// One event on its way to members: encoded once, its targets shared with the rings.
struct outgoing {
  contract::encoded_ptr frame;
  std::size_t size = 0;
  contract::send_mode mode;
  offset id; ///< empty: not recoverable
};

/// A socket that was cut and may come back.
struct ghost {
  random_id pid;
  random_id id;
  json data;
  json auth;
  std::vector<stay> stays; ///< all that matter, the lasting ones open
  recovery_state history;
  position cut = 0;
  contract::steady_time at; ///< of the cut; before this process began for one from storage
  contract::wall_time cut_at;
  occupancy_hold held; ///< of the rooms it comes back to
};

/// What a ghost takes along when it comes back on another worker.
struct revival {
  ghost who;
  unsigned from = 0; ///< the worker it was on
  offset client;     ///< what the client had
  std::vector<replayable> missed;
  std::vector<std::uint64_t> seen; ///< how far its old worker had heard each sender
  position told = 0;               ///< up to where in the ring there `missed` tells
};

/// The part of a namespace that lives on one worker: the index of local members by room, the ring of
/// recent events, the ghosts. Only that worker's thread touches it.
class shard {
public:
  shard(space& owner, contract::worker& where);
  ~shard();

  space& owner() noexcept { return owner_; }
  contract::worker& worker() noexcept { return worker_; }
  /// Of the worker, also when that is gone.
  unsigned index() const noexcept { return index_; }
  std::size_t size() const noexcept { return members_.size(); }

  // -- index ----------------------------------------------------------------------------------------
  void add(member& who);
  void remove(member& who);
  /// False when the socket may join no more rooms.
  bool join(member& who, std::string_view room_name);
  void leave(member& who, std::string_view room_name);
  member* find(std::string_view id) const noexcept;
  /// Lets go of all members where they are. There is no worker any more.
  void abandon() noexcept;
  /// Every member `where` names, each once.
  void select(const target& where, std::vector<member*>& out);

  // -- events ---------------------------------------------------------------------------------------
  /// Delivers to the local members and remembers it for those who are away.
  void deliver(const outgoing& what, const std::shared_ptr<const target>& where);
  void deliver_to(member& who, const outgoing& what);
  std::uint64_t next_count() noexcept { return ++count_; }

  // -- for telemetry ----------------------------------------------------------------------------------
  const text_map<std::unique_ptr<room>>& rooms() const noexcept { return rooms_; }
  const std::unordered_map<std::string_view, std::shared_ptr<member>>& members() const noexcept {
    return members_;
  }

  // -- recovery ---------------------------------------------------------------------------------------
  void keep_ghost(member& who);
  /// The ghost of `pid` with what it missed, taken out; nothing if it cannot be whole.
  std::optional<revival> revive(const random_id& pid, const offset& client);
  /// False when events it has not heard of are forgotten here already.
  bool can_settle(const revival& back) const noexcept;
  /// Gives a revived socket its rooms, data and history, here or after a move.
  std::vector<replayable> settle(member& who, revival back);
  /// What was for `who` from `since` on; false if some of it is forgotten.
  bool catch_up(member& who, position since, std::vector<replayable>& out) const;
  std::vector<ghost> take_ghosts_for_storage();
  /// Those whom `where` names are sent away while they are away: they do not come back as they were.
  void drop_ghosts(const target& where);
  /// Takes a ghost in from elsewhere; it has as long as it had there.
  void add_ghost(ghost who);
  const replay_ring& ring() const noexcept { return ring_; }
  std::size_t ghost_count() const noexcept { return ghosts_.size(); }
  position now_position() const noexcept { return ring_.end(); }

private:
  class sweeper;

  room& seat_in(member& who, std::string_view room_name, position since);
  void unseat(member& who, std::size_t seat);
  void drop_expired();
  void schedule_sweep();

  space& owner_;
  contract::worker& worker_;
  const unsigned index_;
  std::unordered_map<std::string_view, std::shared_ptr<member>> members_; ///< by id
  text_map<std::unique_ptr<room>> rooms_;
  std::uint32_t epoch_ = 0; ///< of the marks that make a union of rooms
  std::vector<member*> scratch_;
  std::uint64_t count_ = 0;
  replay_ring ring_;
  std::list<ghost> ghosts_; ///< oldest first
  std::unordered_map<std::string_view, std::list<ghost>::iterator> by_pid_;
  std::unique_ptr<sweeper> sweeper_;
};

} // namespace fleetwire::runtime
