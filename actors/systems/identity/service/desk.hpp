#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "actors/contract/id_table.hpp"
#include "actors/contract/system.hpp"
#include "actors/systems/identity/password/hasher.hpp"
#include "actors/systems/identity/rules/lockout.hpp"
#include "actors/systems/identity/rules/login.hpp"
#include "actors/systems/identity/service/keys.hpp"
#include "actors/systems/identity/service/limiter.hpp"
#include "actors/systems/identity/session/authenticator.hpp"
#include "actors/systems/identity/settings.hpp"
#include "actors/systems/identity/store/users.hpp"

namespace fleetwire::systems::identity {

/// A change in the store: `run` in a job; `apply` after the commit, on the store's thread and so in
/// the order of the commits; `then` last, on a worker, whatever came of it.
template <class T>
struct store_work {
  std::function<void(storage::session&, T&)> run;
  std::function<void(const T&)> apply = {};
  std::function<void(const storage::status&, T&)> then;
};

/// Who is believed; replaced as a whole when keys change, so that no token is read by some of the new
/// keys and judged by the old.
struct credentials {
  credentials(key_ring known, const session_table& sessions)
    : ring(std::move(known)),
      refresh(ring.refresh_verifier()),
      tokens(ring.access_verifier(), sessions) {}

  const key_ring ring;
  const std::shared_ptr<const jwt::verifier> refresh;
  const authenticator tokens;
};
using credentials_ptr = std::shared_ptr<const credentials>;

/// What routes and sockets share: settings, keys, the table of sessions, the way to the store and to
/// the hashing thread. One per engine; from any thread unless said otherwise.
class desk {
public:
  desk(contract::system_host& host, const auth_settings& options);

  /// Begins to hash and knows everybody in the store. Throws std::runtime_error. At the start.
  void open();
  /// At the end; what waits for a hash hears that it comes no more.
  void close();
  /// Keys as the settings have them now; what is being checked ends with the old ones. Throws
  /// std::runtime_error, and then those stay.
  void change_keys(const auth_settings& to);

  millis now() const noexcept;
  /// Runs `task` on worker `at`; what it throws is logged.
  void on_worker(unsigned at, std::function<void()> task) const;
  template <class T>
  void write(unsigned at, store_work<T> what) {
    carry(at, std::move(what), &storage::store::write);
  }
  template <class T>
  void read(unsigned at, store_work<T> what) {
    carry(at, std::move(what), &storage::store::read);
  }

  /// What a token is good for, as the other systems see it.
  struct checked {
    std::optional<contract::auth_error> fault;
    std::optional<contract::principal>
      who; ///< also there for users and sessions that may not enter
  };
  checked check(std::string_view token) const;

  void find_person(std::string_view id, std::function<void(std::optional<contract::person>)> done);
  /// After the commit of a change of his.
  void forget_person(std::string_view id);

  const auth_settings& options() const noexcept { return options_; }
  credentials_ptr trusted() const;
  const session_policy& policy() const noexcept { return policy_; }
  lockout_policy lockout_rule() const noexcept;
  session_table& sessions() noexcept { return sessions_; }
  password::hasher& hasher() noexcept { return *hasher_; }
  contract::system_host& host() noexcept { return host_; }

  limiter by_address;
  limiter by_account;

private:
  using way = void (storage::store::*)(storage::file, storage::job, storage::job_done);
  template <class T>
  void carry(unsigned at, store_work<T> what, way go);
  void load_everybody();
  void make_admin();
  void tidy();
  password::parameters hash_cost() const noexcept;

  contract::system_host& host_;
  const auth_settings options_;
  const session_policy policy_;
  session_table sessions_;
  mutable std::shared_mutex trusted_mutex_;
  credentials_ptr trusted_;
  std::unique_ptr<password::hasher> hasher_; ///< from open() on
  std::mutex people_mutex_;
  std::uint64_t people_changes_ = 0;
  contract::id_table<contract::person> people_;
};

template <class T>
void desk::carry(unsigned at, store_work<T> what, way go) {
  auto result = std::make_shared<T>();
  auto run = [result, run = std::move(what.run)](storage::session& db) { run(db, *result); };
  auto done = [this, at, result, apply = std::move(what.apply),
               then = std::move(what.then)](const storage::status& end) {
    if (end && apply)
      apply(*result);
    if (then)
      on_worker(at, [end, result, then] { then(end, *result); });
  };
  (host_.store().*go)(storage::file::promises, std::move(run), std::move(done));
}

} // namespace fleetwire::systems::identity
