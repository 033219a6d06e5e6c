#pragma once

#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "actors/contract/system.hpp"
#include "actors/systems/fleet/notifications/note.hpp"
#include "actors/systems/fleet/rules/refusal.hpp"
#include "actors/systems/fleet/settings.hpp"

namespace fleetwire::systems::fleet::notifications {

/// A result, or why there is none.
template <class T>
using answer = std::function<void(const std::variant<T, rules::refusal>&)>;

/// Stores notifications, then sends them. One per system; from any thread once the engine runs.
/// Counts are taken in the order of the commits and sent by the one thread that commits, so no
/// socket hears an old count after a newer one. Answers come there, too, and must not wait.
class desk {
public:
  desk(contract::system_host& host, const fleet_settings& how, nsp where);
  /// Begins to forget what is too old.
  void open();

  /// To each of them, or to none; answers with what was stored, in their order.
  void send(std::span<const std::string> users, const draft& what, answer<std::vector<note>> done);
  /// To everyone who is connected; nobody else hears of it, and nothing is kept.
  note broadcast(const draft& what);
  /// Tells all sockets of his how many he has not read, and answers with it; so do the next two.
  void count(const std::string& user, answer<std::int64_t> done);
  void mark_read(const std::string& user, const std::string& id, answer<std::int64_t> done);
  struct all_read {
    std::int64_t marked = 0;
    std::int64_t count = 0;
  };
  void mark_all_read(const std::string& user, answer<all_read> done);
  struct page {
    std::vector<note> notes;
    bool has_more = false;
  };
  void list(wish what, answer<page> done);

private:
  template <class T, class Run, class Tell>
  void change(Run run, Tell tell, answer<T> done);
  void forget_old();
  std::int64_t now() const noexcept;
  note make(std::string user, const draft& what) const;
  void tell_count(std::string_view user, std::int64_t count) const;

  contract::system_host& host_;
  const std::int64_t kept_; ///< in milliseconds
  const std::size_t most_;
  const nsp where_;
};

} // namespace fleetwire::systems::fleet::notifications
