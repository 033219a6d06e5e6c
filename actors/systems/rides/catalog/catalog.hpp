#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "actors/contract/auth.hpp"
#include "actors/contract/loop.hpp"
#include "actors/contract/web.hpp"
#include "actors/systems/rides/catalog/view.hpp"
#include "storage/store.hpp"

namespace fleetwire::systems::rides::catalog {

/// A driver who is being created, inside the transaction.
struct driver_created {
  driver_profile profile;
  wallet purse;
  std::optional<vehicle> current_vehicle;
};

/// What an admin did.
struct audit_entry {
  std::chrono::system_clock::time_point at;
  std::string by;      ///< user id; empty when nobody had to sign in
  std::string action;  ///< "vehicle.update", "wallet.block"
  std::string subject; ///< id
};

/// What others have to do with it. All may be empty.
struct hooks {
  /// In the transaction that creates a driver: adds rows of its own. May fail() it.
  std::function<void(storage::session&, const driver_created&)> driver_created;
  /// After the view has changed and before the client hears of it, on a thread of the store: what
  /// decides whether this user may take trips has changed. Must not throw nor wait.
  std::function<void(const std::string& user_id)> driver_changed;
  /// As driver_changed: types, classes, prices or places have changed.
  std::function<void()> catalog_changed;
  /// In the transaction of what was done.
  std::function<void(storage::session&, const audit_entry&)> audit;
  /// In a transaction: whether this driver is on a trip or is being asked; with a vehicle (may be
  /// empty), whether with this one.
  std::function<bool(storage::session&, const std::string& user_id, const std::string& vehicle_id)>
    at_work;
};

struct options {
  /// Anybody may read and write everything, as clients of the original expect.
  bool open_writes = false;
  /// Whether there is such an IANA time zone; empty: any name will do.
  std::function<bool(std::string_view)> known_timezone;
  hooks then;
};

/// The catalogue: the tables, and a view of them in memory that is replaced after every commit. One
/// per system; outlives the store's threads. Any thread may use it once it is open.
class catalog {
public:
  using answer = contract::web_answer;
  /// Inside the transaction: changes rows and says so in `changes`, or refuses with an answer, and
  /// then nothing stays.
  using work = std::function<std::optional<answer>(storage::session&, changes&)>;
  /// After the commit, on a thread of the store.
  using render = std::function<answer(const catalog_view&, const changes&)>;

  catalog(options how, const contract::clock& time);

  /// Loads everything; once, when the store is open and nobody else uses it yet.
  storage::status open(storage::store& disk);

  /// Whether a program beside the server has noted a change of the tables; then reads them anew.
  void look_again();

  /// Consistent in itself; keep it no longer than a decision takes.
  std::shared_ptr<const catalog_view> view() const;

  /// Commits, changes the view, calls the hooks, answers; 503 when the store cannot.
  void write(work what, audit_entry entry, render show, const contract::web_reply& reply);

  const options& settings() const noexcept { return options_; }
  time_ms now() const noexcept;
  std::chrono::system_clock::time_point wall() const noexcept { return clock_.wall(); }
  /// Whom the routes ask about users; null: nobody (every user is believed to be a driver).
  const contract::auth_port* people = nullptr;

private:
  struct pending;

  void finish(const std::shared_ptr<pending>& what, const storage::status& result);
  void note(storage::session& db, audit_entry& entry, const changes& changed) const;
  void reload();
  void replace(std::shared_ptr<const catalog_view> by, std::int64_t at_revision);
  void publish(const changes& what);
  void announce(const changes& what) const;

  options options_;
  const contract::clock& clock_;
  storage::store* store_ = nullptr;
  std::atomic<std::int64_t> revision_{0}; ///< of the view
  mutable std::mutex lock_; // a copy of the pointer long; TSan knows it, unlike atomic<shared_ptr>
  std::shared_ptr<const catalog_view> view_;
};

} // namespace fleetwire::systems::rides::catalog
