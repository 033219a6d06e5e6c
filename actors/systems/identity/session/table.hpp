#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actors/systems/identity/rules/session.hpp"

namespace fleetwire::systems::identity {

/// Who asks, as routes and events see him. Immutable and shared.
struct principal {
  std::string id;
  std::string name;
  std::string email;
  std::string type; ///< passenger, driver, admin; a foreign token's role
  std::vector<std::string> roles;
  bool active = true;
};
using principal_ptr = std::shared_ptr<const principal>;

enum class session_state : std::uint8_t { live, invalid, expired };

/// Every live session and its user, in memory: what a token may do is known without a query. Any
/// thread; readers of different sessions do not meet. Changes are made after their commit.
class session_table {
public:
  explicit session_table(session_policy policy) : policy_(policy) {}

  struct found {
    principal_ptr who; ///< null: no such user
    session_state session = session_state::invalid;
    std::string session_id;
    millis expires_at = 0; ///< of the access token, as far as the session goes
  };
  found check(std::string_view user_id, std::string_view sid, millis now) const;
  principal_ptr find_user(std::string_view id) const;

  void put_user(const user& who);
  /// His sessions go with him.
  void remove_user(std::string_view id);
  /// New or changed; a revoked one is removed.
  void put_session(const session_record& what);
  void remove_session(std::string_view id);
  /// Ids, not sids.
  std::vector<std::string> sessions_of(std::string_view user_id) const;
  /// Drops what no token can name any more; returns how many sessions went.
  std::size_t sweep(millis now);
  std::size_t size() const;

private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class T>
  using by_text = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

  /// A map cut into pieces with a lock each.
  template <class T>
  class pieces {
  public:
    std::shared_ptr<const T> find(std::string_view key) const;
    void put(std::string_view key, std::shared_ptr<const T> what);
    void erase(std::string_view key);

  private:
    static constexpr std::size_t count = 64;
    struct piece {
      mutable std::shared_mutex mutex;
      by_text<std::shared_ptr<const T>> map;
    };
    piece& at(std::string_view key) const { return pieces_[text_hash{}(key) % count]; }
    mutable std::array<piece, count> pieces_;
  };

  struct entry {
    std::string id, user_id, jti, previous_jti;
    millis rotated_at = 0, access_expires_at = 0, previous_access_expires_at = 0,
           refresh_expires_at = 0;
  };
  using entry_ptr = std::shared_ptr<const entry>;

  void forget(const entry_ptr& what);

  session_policy policy_;
  pieces<principal> users_;
  pieces<entry> by_sid_; ///< current and previous
  mutable std::mutex writing_;
  by_text<entry_ptr> by_id_;                      ///< under writing_
  by_text<std::vector<std::string>> of_user_;     ///< under writing_
};

} // namespace fleetwire::systems::identity
